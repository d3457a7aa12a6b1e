// Delivering a queue: the sender with the real network, clock and lock.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "delivery/queue.hpp"
#include "delivery/queue_limits.hpp"
#include "delivery/sender.hpp"
#include "sleuth/endpoint_client.hpp"

namespace delivery {

/// How long a background sender keeps trying before it leaves the rest to the next job's.
inline constexpr std::chrono::seconds background_lifetime = std::chrono::minutes(10);

/// Where a queue goes and how large it may get.
struct Destination {
    sleuth::ClientOptions client;
    QueueLimits limits;
};

/// Sends in this process until the queue is empty or the background lifetime is over. Does nothing when another
/// process is at it: that one will also see what was added before this call.
void send_in_background(const Queue& queue, const Destination& destination);

/// Starts send_in_background, and then `afterwards`, in a process that outlives this one.
[[nodiscard]] base::Status start_background_sender(const Queue& queue, const Destination& destination,
                                                   const std::function<void()>& afterwards);

/// How long send_now() takes at most, and what it tells meanwhile.
struct SendNow {
    std::chrono::seconds lock_deadline{60};
    std::chrono::seconds lifetime = std::chrono::hours(1);
    int most_failures_in_a_row = 3;
    /// First puts the refused reports back among the waiting, once no other sender, who may have a wrong key, can take
    /// them.
    bool refused_too = false;
    std::function<void(const SendSummary&, std::size_t)> progress = [](const SendSummary&, std::size_t) {};
};

/// Takes over from a background sender and sends what waits; returns what came of it. Fails when the queue cannot be
/// locked in time.
[[nodiscard]] base::Result<SendSummary> send_now(const Queue& queue, const Destination& destination,
                                                 const SendNow& how);

/// Waits until the report called `name` has left the waiting ones, or `deadline` passed. True when it left.
[[nodiscard]] bool wait_until_gone(const Queue& queue, const std::string& name, std::chrono::milliseconds deadline);

}  // namespace delivery
