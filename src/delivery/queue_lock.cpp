#include "delivery/queue_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>

#include "delivery/watch.hpp"

namespace delivery {
namespace {

base::Result<base::FileDescriptor> open_lock(const std::filesystem::path& queue_folder) {
    const auto path = queue_folder / lock_file;
    base::FileDescriptor file(::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return base::Error{"open " + path.string(), base::errno_text(errno)};
    return file;
}

bool locked(const base::FileDescriptor& file) { return ::flock(file.get(), LOCK_EX | LOCK_NB) == 0; }

/// Closing the file after writing is what wakes the holder's Watch.
void ask_holder_to_stop(const std::filesystem::path& queue_folder) {
    const base::FileDescriptor request(
        ::open((queue_folder / takeover_file).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600));
}

}  // namespace

base::Result<std::optional<QueueLock>> QueueLock::try_take(const std::filesystem::path& queue_folder) {
    auto file = open_lock(queue_folder);
    if (!file) return file.error();
    if (!locked(*file)) return std::optional<QueueLock>();
    return std::optional(QueueLock(std::move(*file)));
}

base::Result<std::optional<QueueLock>> QueueLock::take_over(const std::filesystem::path& queue_folder,
                                                            std::chrono::milliseconds deadline) {
    using std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds ask_again{500};  // a sender that started since has not been asked
    auto watch = Watch::start(queue_folder);
    auto file = open_lock(queue_folder);
    if (!file) return file.error();
    const auto end = steady_clock::now() + deadline;
    for (auto next_request = steady_clock::now();;) {
        if (locked(*file)) return std::optional(QueueLock(std::move(*file)));
        const auto now = steady_clock::now();
        if (now >= end) return std::optional<QueueLock>();
        if (now >= next_request) {
            ask_holder_to_stop(queue_folder);
            next_request = now + ask_again;
        }
        (void)watch.wait(std::chrono::ceil<std::chrono::milliseconds>(std::min(end, next_request) - now));
    }
}

}  // namespace delivery
