#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "agent/doctor/checks.hpp"
#include "base/file.hpp"
#include "delivery/queue.hpp"
#include "delivery/queue_limits.hpp"

namespace agent::doctor {
namespace {

constexpr std::uint64_t little_space = 16 << 20;
constexpr std::chrono::hours long_wait{1};

/// The folder is not made here: whoever runs doctor may not be the agent's user, and it would be his.
Finding check_folder(const std::filesystem::path& spool) {
    const std::string remedy = "set SLEUTH_SPOOL_DIR to a folder of the agent's user";
    std::error_code error;
    if (!std::filesystem::exists(spool, error)) {
        std::filesystem::path parent = spool.parent_path();
        while (!parent.empty() && parent != parent.root_path() && !std::filesystem::exists(parent, error))
            parent = parent.parent_path();
        if (!std::filesystem::is_directory(parent, error) || ::access(parent.c_str(), W_OK) != 0)
            return {Verdict::failure, "spool", spool.string() + " cannot be made in " + parent.string(), remedy};
        return {Verdict::ok, "spool", spool.string() + " will be made by the first report of the agent's user", ""};
    }
    if (auto checked = base::check_private_folder(spool); !checked)
        return {Verdict::failure, "spool", checked.error().message(),
                checked.error().remedy.empty() ? remedy : "run doctor as the agent's user, or " + remedy};
    const std::string probe = "doctor-" + std::to_string(::getpid());
    const auto written = base::write_durably(spool, probe, "");
    ::unlink((spool / probe).c_str());
    if (!written) return {Verdict::failure, "spool", written.error().message(), remedy};
    struct statvfs disk{};
    if (::statvfs(spool.c_str(), &disk) != 0) return {Verdict::ok, "spool", spool.string(), ""};
    const std::uint64_t free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
    const std::string detail = spool.string() + ", " + std::to_string(free >> 20) + " MiB free";
    if (free < little_space)
        return {Verdict::warning, "spool", detail, "make room: reports cannot be kept on a full disk"};
    return {Verdict::ok, "spool", detail, ""};
}

Finding check_queue(const delivery::Queue& queue) {
    const auto waiting = queue.waiting();
    const auto dead = queue.dead_names();
    const std::string subject = "queue for " + queue.target().endpoint + " " + queue.target().organization;
    if (!waiting || !dead)
        return {Verdict::failure, subject, (!waiting ? waiting.error() : dead.error()).message(), "check its folder"};
    std::string detail = std::to_string(waiting->size()) + " waiting, " + std::to_string(dead->size()) + " refused";
    if (const auto status = queue.status(); status && !waiting->empty()) detail += "; last attempt: " + status->error;
    if (const auto loss = delivery::loss_of(queue))
        return {Verdict::warning, subject, detail + "; " + std::to_string(loss->reports) + " lost to the limits",
                "mend the delivery; spool purge forgets the count"};
    if (!dead->empty())
        return {Verdict::warning, subject, detail, "spool list shows why; spool flush --refused tries again"};
    if (!waiting->empty()) {
        const base::Instant oldest(base::Milliseconds(std::strtoll(waiting->front().c_str(), nullptr, 10)));
        if (base::SystemClock().now() - oldest > long_wait)
            return {Verdict::warning, subject, detail + "; the oldest since " + base::to_rfc3339(oldest),
                    "spool flush"};
    }
    return {Verdict::ok, subject, detail, ""};
}

}  // namespace

Findings check_spool(const std::filesystem::path& spool) {
    Findings findings{check_folder(spool)};
    if (findings[0].verdict == Verdict::failure) return findings;
    const auto queues = delivery::Queue::list(spool);
    if (!queues) return {{Verdict::failure, "spool", queues.error().message(), "check the folder"}};
    for (const auto& queue : *queues) findings.push_back(check_queue(queue));
    return findings;
}

}  // namespace agent::doctor
