// Sends what waits in a queue until it is empty.
#pragma once

#include <functional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "delivery/backoff.hpp"
#include "delivery/queue.hpp"
#include "delivery/watch.hpp"
#include "sleuth/endpoint_client.hpp"

namespace delivery {

enum class Ending {
    drained,        // nothing is waiting
    gave_up,        // too many failures, or the lifetime is over; the rest waits for the next sender
    asked_to_stop,  // somebody takes over
    broken,         // the queue cannot be read
};

struct SendSummary {
    Ending ending = Ending::drained;
    std::size_t delivered = 0;
    std::size_t refused = 0;
    std::string last_error;  // of the last failed attempt, or why the queue cannot be read
};

/// The outside of a sender, so that tests own the network and the time.
struct SenderOutside {
    /// Posts `{"reports": […]}`; as sleuth::EndpointClient::post.
    std::function<base::Result<sleuth::Response>(const std::string& json)> post;
    /// As Watch::wait.
    std::function<Wake(base::Milliseconds)> wait;
    const base::Clock& clock;
    Backoff backoff;
    /// Keeps the queue within its limits; called before each look at what waits.
    std::function<base::Status()> trim = [] { return base::done(); };
    /// Called after each request with what has come of it so far and how many reports are known to wait.
    std::function<void(const SendSummary&, std::size_t)> progress = [](const SendSummary&, std::size_t) {};
};

struct SenderLimits {
    base::Milliseconds lifetime;  // no attempt starts later than this after the start
    int most_failures_in_a_row;   // gives up after so many
    std::size_t most_reports_a_request = 100;
    std::size_t most_request_bytes = 1 << 20;
};

/// Runs until one of the endings. The caller holds the queue's lock.
/// - 2xx with one result a report: accepted and repeated reports are removed, refused ones move to dead/.
/// - 400 and 413 for several reports: smaller requests, down to one report, find the culprit.
/// - 4xx other than 407 (a proxy's), 408 and 429: all reports of the request are refused for good.
/// - everything else, a 2xx that is not an endpoint's (a captive portal) included: waits and tries again, at least
///   as long as Retry-After says. A new report shortens a wait to five seconds since the last attempt, never below
///   Retry-After.
[[nodiscard]] SendSummary send_waiting(const Queue& queue, SenderOutside outside, const SenderLimits& limits);

}  // namespace delivery
