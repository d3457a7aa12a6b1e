#include "delivery/watch.hpp"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace delivery {
namespace {

/// Between two looks when the kernel cannot tell of changes.
constexpr std::chrono::milliseconds look_again{200};

Wake meaning_of(const inotify_event& event) {
    if ((event.mask & (IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)) != 0) return Wake::report;
    const std::string_view name = event.len > 0 ? event.name : "";
    if (name == takeover_file) return Wake::takeover;
    return name == lock_file ? Wake::lock : Wake::timeout;
}

}  // namespace

Watch Watch::start(const std::filesystem::path& queue_folder) {
    base::FileDescriptor inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    const std::string waiting = queue_folder / "waiting";
    if (!inotify || ::inotify_add_watch(inotify.get(), queue_folder.c_str(), IN_CLOSE_WRITE) < 0 ||
        ::inotify_add_watch(inotify.get(), waiting.c_str(), IN_MOVED_TO | IN_DELETE) < 0)
        return Watch(base::FileDescriptor());
    return Watch(std::move(inotify));
}

Wake Watch::wait(std::chrono::milliseconds timeout) {
    const auto end = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        alignas(inotify_event) char buffer[8192];
        Wake strongest = Wake::timeout;
        for (ssize_t got = 0; (got = ::read(inotify_.get(), buffer, sizeof buffer)) > 0;)
            for (const char* at = buffer; at < buffer + got;) {
                const auto* event = reinterpret_cast<const inotify_event*>(at);
                strongest = std::max(strongest, meaning_of(*event));
                at += sizeof(inotify_event) + event->len;
            }
        if (strongest != Wake::timeout) return strongest;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (left.count() <= 0) return Wake::timeout;
        if (!inotify_) {
            ::poll(nullptr, 0, static_cast<int>(std::min(left, look_again).count()));
            return Wake::timeout;
        }
        pollfd descriptor{inotify_.get(), POLLIN, 0};
        ::poll(&descriptor, 1, static_cast<int>(std::min<long long>(left.count(), 60'000)));
    }
}

}  // namespace delivery
