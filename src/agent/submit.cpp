#include "agent/submit.hpp"

#include <filesystem>
#include <iostream>

#include "agent/job_note.hpp"
#include "base/log.hpp"
#include "delivery/delivery.hpp"
#include "delivery/queue_limits.hpp"

namespace agent {
namespace {

using delivery::Queue;

base::Error spool_error(const base::Error& error) {
    return base::Error{"spool the report", error.message(), error.remedy.empty() ? "set SLEUTH_SPOOL_DIR" : ""};
}

void say_loss(const Queue& queue) {
    if (const auto loss = delivery::take_unsaid_loss(queue))
        base::warn(std::to_string(loss->reports) + " reports that waited for " + queue.target().endpoint +
                   " were dropped since " + base::to_rfc3339(loss->first_at) +
                   ": too many or too old (spool-max-bytes, spool-max-age; sleuth-buildkite spool list)");
}

Submitted fate_of(const Queue& queue, const std::string& name) {
    if (queue.is_waiting(name)) return Submitted::waiting;
    std::error_code error;
    return std::filesystem::exists(queue.folder() / "dead" / name, error) ? Submitted::refused : Submitted::delivered;
}

}  // namespace

base::Result<Submitted> submit(const Config& config, const sleuth::BuildReport& report, const std::string& json,
                               bool wait) {
    const std::string body = "{\"reports\":[" + json + "]}";
    if (config.dry_run) {
        const sleuth::EndpointClient client(config.destination().client);
        std::cout << client.request_text(sleuth::register_build_path(config.target.organization), body) << "\n"
                  << std::flush;
        return Submitted::waiting;
    }
    const auto queue = Queue::open(config.spool, config.queue_name(), config.target);
    if (!queue) return spool_error(queue.error());
    const auto name = queue->add(report, json);
    if (!name) return spool_error(name.error());
    base::debug("report " + report.id + " (" + report.job.state + ", " + report.sha + ") is in " +
                queue->folder().string());
    say_loss(*queue);
    if (auto started =
            delivery::start_background_sender(*queue, config.destination(), [&] { forget_old_notes(config.spool); });
        !started)
        return started.error();
    if (!wait) return Submitted::waiting;
    if (!delivery::wait_until_gone(*queue, *name, config.timeout))
        base::warn("the report was not delivered within " + std::to_string(config.timeout.count()) +
                   " s; it waits in " + queue->folder().string());
    return fate_of(*queue, *name);
}

}  // namespace agent
