// A queue that nobody empties does not grow for ever.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "base/time.hpp"
#include "delivery/queue.hpp"

namespace delivery {

/// Of each queue; what was refused counts too.
struct QueueLimits {
    std::uint64_t most_bytes = 64 << 20;
    base::Milliseconds most_age = std::chrono::hours(24 * 14);
};

/// Reports that waited and had to be dropped.
struct Loss {
    std::uint64_t reports = 0;
    base::Instant first_at;
    base::Instant last_at;
};

/// Keeps a queue within its limits. Reports that have waited longer than most_age go; when the rest is larger than
/// most_bytes, refused ones go first (their reason was shown), then the oldest of jobs that run (the end of the job
/// says more), then the oldest. What waited and was dropped is added to the queue's loss. The caller holds the queue's
/// lock: the hook does not do this, so that its time does not depend on how much waits. A time of the future (a clock
/// that was set back) is not old.
[[nodiscard]] base::Status keep_within(const Queue& queue, const QueueLimits& limits, base::Instant now);

/// What the limits have cost this queue since the last `spool purge`.
[[nodiscard]] std::optional<Loss> loss_of(const Queue& queue);
/// The part of it that no hook has said yet; from now on it counts as said.
[[nodiscard]] std::optional<Loss> take_unsaid_loss(const Queue& queue);
void forget_loss(const Queue& queue);

}  // namespace delivery
