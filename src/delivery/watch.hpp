// Waiting for something to happen in a queue's folders (inotify).
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "base/file.hpp"

namespace delivery {

/// What ended a wait.
enum class Wake {
    timeout,
    report,    // a report was added or left
    lock,      // some process let go of the lock file
    takeover,  // somebody asks the sender to stop
};

/// Watches a queue from the moment it is made: what happens between that and wait() is not missed.
class Watch {
public:
    /// Without an inotify instance (a user has 128 by default) it still works, by waking up now and then.
    [[nodiscard]] static Watch start(const std::filesystem::path& queue_folder);

    /// The first thing that happens within `timeout`; it may return Wake::timeout before that. Several events at once:
    /// takeover, then lock, then report.
    [[nodiscard]] Wake wait(std::chrono::milliseconds timeout);

private:
    explicit Watch(base::FileDescriptor inotify) : inotify_(std::move(inotify)) {}

    base::FileDescriptor inotify_;
};

/// The names of the files whose closing after writing means Wake::lock and Wake::takeover.
inline constexpr const char* lock_file = "lock";
inline constexpr const char* takeover_file = "takeover";

}  // namespace delivery
