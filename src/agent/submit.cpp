#include "agent/submit.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <optional>

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

void print_request(const Config& config, const std::vector<Outgoing>& reports) {
    std::string body;
    for (const Outgoing& each : reports) body += (body.empty() ? "{\"reports\":[" : ",") + each.json;
    const sleuth::EndpointClient client(config.destination().client);
    std::cout << client.request_text(sleuth::register_build_path(config.target.organization), body + "]}") << "\n"
              << std::flush;
}

void start_sender(const Config& config, const Queue& queue) {
    const auto started =
        delivery::start_background_sender(queue, config.destination(), [&] { forget_old_notes(config.spool); });
    if (!started) base::warn(started.error().message() + "; the next job's sender will take the report along");
}

void wait_for(const Config& config, const Queue& queue, const std::vector<std::string>& names) {
    using std::chrono::steady_clock;
    const auto end = steady_clock::now() + config.timeout;
    for (const std::string& name : names) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now());
        if (delivery::wait_until_gone(queue, name, std::max(left, std::chrono::milliseconds(0)))) continue;
        base::warn("the report was not delivered within " + std::to_string(config.timeout.count()) +
                   " s; it waits in " + queue.folder().string());
        return;
    }
}

Fates fates_of(const Queue& queue, const std::vector<std::string>& names) {
    Fates fates;
    for (const std::string& name : names) {
        std::error_code error;
        if (queue.is_waiting(name))
            ++fates.waiting;
        else if (std::filesystem::exists(queue.folder() / "dead" / name, error))
            ++fates.refused;
        else
            ++fates.delivered;
    }
    return fates;
}

}  // namespace

base::Result<Fates> submit(const Config& config, const std::vector<Outgoing>& reports, bool wait) {
    if (config.dry_run) {
        print_request(config, reports);
        return Fates{.waiting = reports.size()};
    }
    const auto queue = Queue::open(config.spool, config.queue_name(), config.target);
    if (!queue) return spool_error(queue.error());
    std::vector<std::string> names;
    std::optional<base::Error> failure;
    for (const Outgoing& each : reports) {
        auto name = queue->add(each.report, each.json);
        if (!name) {
            failure = spool_error(name.error());
            break;
        }
        names.push_back(std::move(*name));
        base::debug("report " + each.report.id + " (" + each.report.job.state + ", " + each.report.sha + ") is in " +
                    queue->folder().string());
    }
    say_loss(*queue);
    if (!names.empty()) start_sender(config, *queue);
    if (failure) return *failure;
    if (wait) wait_for(config, *queue, names);
    return fates_of(*queue, names);
}

}  // namespace agent
