#include "agent/spool_command.hpp"

#include <unistd.h>

#include <iostream>

#include "agent/config.hpp"
#include "agent/exit_code.hpp"
#include "base/log.hpp"
#include "delivery/delivery.hpp"
#include "delivery/queue_limits.hpp"

namespace agent {
namespace {

using delivery::Queue;

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
        if (const auto loss = delivery::loss_of(queue))
            std::cout << "  lost " << loss->reports << " reports to spool-max-bytes and spool-max-age between "
                      << base::to_rfc3339(loss->first_at) << " and " << base::to_rfc3339(loss->last_at) << "\n";
        for (const auto& report : *dead)
            std::cout << "  refused " << base::to_rfc3339(report.refusal.at) << " " << report.name << ": "
                      << report.refusal.reason << "\n";
    }
    return exit_done;
}

int purge(const std::filesystem::path& spool, bool waiting_too, bool dry_run) {
    const auto queues = Queue::list(spool);
    if (!queues) return failed(queues.error());
    std::size_t removed = 0;
    for (const Queue& queue : *queues) {
        const auto dead = queue.dead();
        if (!dead) return failed(dead.error());
        removed += dead->size();
        if (!dry_run) {
            for (const auto& report : *dead) queue.remove_dead(report.name);
            delivery::forget_loss(queue);
        }
        if (!waiting_too) continue;
        const auto waiting = queue.waiting();
        if (!waiting) return failed(waiting.error());
        for (const auto& name : dry_run ? std::vector<std::string>() : *waiting)
            if (auto gone = queue.remove(name); !gone) return failed(gone.error());
        removed += waiting->size();
    }
    std::cout << (dry_run ? "would remove " : "removed ") << removed << " reports\n";
    return exit_done;
}

/// One line that is written over while the reports go out; nothing where nobody watches.
class Progress {
public:
    void show(std::size_t delivered, std::size_t waiting) {
        if (!terminal_) return;
        std::cerr << "\r" << delivered << " delivered, " << waiting << " to go \033[K" << std::flush;
        shown_ = true;
    }
    ~Progress() {
        if (shown_) std::cerr << "\r\033[K" << std::flush;
    }

private:
    bool terminal_ = ::isatty(STDERR_FILENO) != 0;
    bool shown_ = false;
};

int show_what_waits(const Config& config, const std::vector<Queue>& queues) {
    std::size_t waiting = 0;
    for (const Queue& queue : queues)
        if (const auto names = queue.waiting(); names && queue.target() == config.target) waiting += names->size();
    std::cout << "would send " << waiting << " reports to " << config.target.endpoint << "\n";
    return exit_done;
}

int flush(const Config& config, bool refused_too) {
    const auto queues = Queue::list(config.spool);
    if (!queues) return failed(queues.error());
    if (config.dry_run) return show_what_waits(config, *queues);
    delivery::SendSummary total;
    std::size_t waiting = 0;
    for (const Queue& queue : *queues) {
        if (!(queue.target() == config.target)) continue;
        Progress progress;
        delivery::SendNow how{.refused_too = refused_too};
        how.progress = [&](const auto& summary, auto left) {
            progress.show(total.delivered + summary.delivered, left);
        };
        const auto summary = delivery::send_now(queue, config.destination(), how);
        if (!summary) return failed(summary.error());
        total.delivered += summary->delivered;
        total.refused += summary->refused;
        if (summary->ending != delivery::Ending::drained) base::warn(summary->last_error);
        if (const auto names = queue.waiting()) waiting += names->size();
    }
    std::cout << "delivered " << total.delivered << ", refused " << total.refused << ", waiting " << waiting << "\n";
    return waiting == 0 && total.refused == 0 ? exit_done : exit_failed;
}

}  // namespace

int run_spool_list(const CommandLine& line, const base::Environment& environment) {
    const auto settings = read_settings(line, environment);
    if (!settings) return failed(settings.error());
    const auto spool = spool_folder(*settings);
    return spool ? list(*spool) : failed(spool.error());
}

int run_spool_flush(const CommandLine& line, const base::Environment& environment) {
    const auto settings = read_settings(line, environment);
    if (!settings) return failed(settings.error());
    const auto config = make_config(*settings);
    return config ? flush(*config, line.has("refused")) : failed(config.error());
}

int run_spool_purge(const CommandLine& line, const base::Environment& environment) {
    const auto settings = read_settings(line, environment);
    if (!settings) return failed(settings.error());
    const auto spool = spool_folder(*settings);
    return spool ? purge(*spool, line.has("waiting"), is_dry_run(*settings)) : failed(spool.error());
}

}  // namespace agent
