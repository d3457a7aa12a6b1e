#include "agent/spool_command.hpp"

#include <iostream>

#include "agent/command_line.hpp"
#include "agent/config.hpp"
#include "agent/exit_code.hpp"
#include "base/log.hpp"
#include "delivery/delivery.hpp"

namespace agent {
namespace {

using delivery::Queue;

int failed(const base::Error& error) {
    base::warn(error.message());
    return exit_failed;
}

/// `2026-11-23T11:10:30.777Z` from a report's file name, which starts with milliseconds.
std::string time_of(const std::string& name) {
    return base::to_rfc3339(base::Instant(base::Milliseconds(std::strtoll(name.c_str(), nullptr, 10))));
}

int list(const std::filesystem::path& spool) {
    const auto queues = Queue::list(spool);
    if (!queues) return failed(queues.error());
    if (queues->empty()) std::cout << "nothing is spooled in " << spool.string() << "\n";
    for (const Queue& queue : *queues) {
        const auto waiting = queue.waiting();
        if (!waiting) return failed(waiting.error());
        const auto dead = queue.dead();
        if (!dead) return failed(dead.error());
        std::cout << queue.target().endpoint << " " << queue.target().organization << ": " << waiting->size()
                  << " waiting, " << dead->size() << " refused\n";
        if (!waiting->empty()) std::cout << "  oldest waiting since " << time_of(waiting->front()) << "\n";
        if (const auto status = queue.status(); status && !waiting->empty())
            std::cout << "  last attempt " << base::to_rfc3339(status->last_attempt) << ": " << status->error << "\n";
        for (const auto& report : *dead)
            std::cout << "  refused " << base::to_rfc3339(report.refusal.at) << " " << report.name << ": "
                      << report.refusal.reason << "\n";
    }
    return exit_done;
}

int purge(const std::filesystem::path& spool, bool waiting_too) {
    const auto queues = Queue::list(spool);
    if (!queues) return failed(queues.error());
    std::size_t removed = 0;
    for (const Queue& queue : *queues) {
        const auto dead = queue.dead();
        if (!dead) return failed(dead.error());
        for (const auto& report : *dead) queue.remove_dead(report.name);
        removed += dead->size();
        if (!waiting_too) continue;
        const auto waiting = queue.waiting();
        if (!waiting) return failed(waiting.error());
        for (const auto& name : *waiting)
            if (auto gone = queue.remove(name); !gone) return failed(gone.error());
        removed += waiting->size();
    }
    std::cout << "removed " << removed << " reports\n";
    return exit_done;
}

int flush(const Config& config, bool refused_too) {
    static constexpr std::chrono::seconds deadline{60};
    const auto queues = Queue::list(config.spool);
    if (!queues) return failed(queues.error());
    std::size_t delivered = 0;
    std::size_t refused = 0;
    std::size_t waiting = 0;
    for (const Queue& queue : *queues) {
        if (!(queue.target() == config.target)) continue;
        const auto summary = delivery::send_now(queue, config.client(), deadline, refused_too);
        if (!summary) return failed(summary.error());
        delivered += summary->delivered;
        refused += summary->refused;
        if (summary->ending != delivery::Ending::drained) base::warn(summary->last_error);
        if (const auto names = queue.waiting()) waiting += names->size();
    }
    std::cout << "delivered " << delivered << ", refused " << refused << ", waiting " << waiting << "\n";
    return waiting == 0 && refused == 0 ? exit_done : exit_failed;
}

}  // namespace

int run_spool_command(const std::vector<std::string>& arguments, const base::Environment& environment) {
    const auto line = read_command_line(arguments, {"refused", "waiting"});
    if (!line) {
        base::warn(line.error().message());
        return exit_usage;
    }
    if (line->words.size() != 1) {
        base::warn("usage: sleuth-buildkite spool list | flush [--refused] | purge [--waiting]");
        return exit_usage;
    }
    const auto settings = Settings::read(environment, line->flags);
    if (!settings) return failed(settings.error());
    const auto spool = spool_folder(*settings);
    if (!spool) return failed(spool.error());
    const std::string& what = line->words.front();
    if (what == "list") return list(*spool);
    if (what == "purge") return purge(*spool, line->has("waiting"));
    if (what == "flush") {
        const auto config = make_config(*settings);
        return config ? flush(*config, line->has("refused")) : failed(config.error());
    }
    base::warn("there is no command spool " + what + " (list, flush, purge)");
    return exit_usage;
}

}  // namespace agent
