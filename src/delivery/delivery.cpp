#include "delivery/delivery.hpp"

#include <algorithm>
#include <limits>

#include "base/time.hpp"
#include "delivery/detached.hpp"
#include "delivery/queue_lock.hpp"
#include "delivery/watch.hpp"

namespace delivery {
namespace {

/// Between the end of a sender's lifetime and the kernel's alarm: the longest request.
constexpr std::chrono::seconds last_request{60};

SendSummary send(const Queue& queue, const Destination& destination, const SenderLimits& limits,
                 const std::function<void(const SendSummary&, std::size_t)>& progress) {
    auto watch = Watch::start(queue.folder());
    sleuth::EndpointClient connection(destination.client);
    const base::SystemClock clock;
    const std::string path = sleuth::register_build_path(queue.target().organization);
    SenderOutside outside{[&](const std::string& body) { return connection.post(path, body); },
                          [&](base::Milliseconds timeout) { return watch.wait(timeout); },
                          clock,
                          Backoff::seeded(),
                          [&] { return keep_within(queue, destination.limits, clock.now()); },
                          progress};
    queue.sweep(clock.now());
    return send_waiting(queue, std::move(outside), limits);
}

base::Status revive_all(const Queue& queue) {
    const auto dead = queue.dead();
    if (!dead) return dead.error();
    for (const DeadReport& report : *dead)
        if (auto revived = queue.revive(report.name); !revived) return revived;
    return base::done();
}

void nobody(const SendSummary&, std::size_t) {}

bool something_waits(const Queue& queue) {
    const auto names = queue.waiting();
    return names && !names->empty();
}

}  // namespace

void send_in_background(const Queue& queue, const Destination& destination) {
    // A hook that finds the lock taken leaves its report to the holder. The holder may have looked for the last time
    // before that report came: so it looks once more after it has let go.
    do {
        const auto lock = QueueLock::try_take(queue.folder());
        if (!lock || !*lock) return;
        const auto summary = send(queue, destination, {background_lifetime, std::numeric_limits<int>::max()}, nobody);
        if (summary.ending != Ending::drained) return;
    } while (something_waits(queue));
}

base::Status start_background_sender(const Queue& queue, const Destination& destination,
                                     const std::function<void()>& afterwards) {
    return run_detached(background_lifetime + last_request, [&] {
        send_in_background(queue, destination);
        afterwards();
    });
}

base::Result<SendSummary> send_now(const Queue& queue, const Destination& destination, const SendNow& how) {
    const auto lock = QueueLock::take_over(queue.folder(), how.lock_deadline);
    if (!lock) return lock.error();
    if (!*lock)
        return base::Error{"lock " + queue.folder().string(), "another sender is still in the middle of a request",
                           "try again in a minute"};
    if (how.refused_too)
        if (auto revived = revive_all(queue); !revived) return revived.error();
    return send(queue, destination, {how.lifetime, how.most_failures_in_a_row}, how.progress);
}

bool wait_until_gone(const Queue& queue, const std::string& name, std::chrono::milliseconds deadline) {
    using std::chrono::steady_clock;
    auto watch = Watch::start(queue.folder());
    const auto end = steady_clock::now() + deadline;
    for (;;) {
        std::error_code error;
        if (!std::filesystem::exists(queue.folder() / "waiting" / name, error)) return true;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now());
        if (left.count() <= 0) return false;
        (void)watch.wait(left);
    }
}

}  // namespace delivery
