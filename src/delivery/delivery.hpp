// Delivering a queue: the sender with the real network, clock and lock.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "delivery/queue.hpp"
#include "delivery/sender.hpp"
#include "sleuth/endpoint_client.hpp"

namespace delivery {

/// How long a background sender keeps trying before it leaves the rest to the next job's.
inline constexpr std::chrono::seconds background_lifetime = std::chrono::minutes(10);

/// Sends in this process until the queue is empty or the background lifetime is over. Does nothing when another
/// process is at it: that one will also see what was added before this call.
void send_in_background(const Queue& queue, const sleuth::ClientOptions& client);

/// Starts send_in_background, and then `afterwards`, in a process that outlives this one.
[[nodiscard]] base::Status start_background_sender(const Queue& queue, const sleuth::ClientOptions& client,
                                                   const std::function<void()>& afterwards);

/// Takes over from a background sender, tries up to three times, and returns what came of it. With `refused_too` it
/// first puts the refused reports back among the waiting, once no other sender, who may have a wrong key, can take
/// them. Fails when the queue cannot be locked within `deadline`.
[[nodiscard]] base::Result<SendSummary> send_now(const Queue& queue, const sleuth::ClientOptions& client,
                                                 std::chrono::seconds deadline, bool refused_too);

/// Waits until the report called `name` has left the waiting ones, or `deadline` passed. True when it left.
[[nodiscard]] bool wait_until_gone(const Queue& queue, const std::string& name, std::chrono::milliseconds deadline);

}  // namespace delivery
