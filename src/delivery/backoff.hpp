// How long to wait after a failed attempt.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "base/time.hpp"

namespace delivery {

/// Exponential backoff with jitter: after the n-th failure in a row (from 1) a random time between half of and the
/// whole of 1 s * 2^(n-1), at most 60 s. The jitter keeps a fleet from coming back all at once.
class Backoff {
public:
    static constexpr base::Milliseconds first{std::chrono::seconds(1)};
    static constexpr base::Milliseconds longest{std::chrono::seconds(60)};

    /// `random` gives numbers in [0, 1).
    explicit Backoff(std::function<double()> random);
    /// With a generator seeded from the kernel.
    [[nodiscard]] static Backoff seeded();

    [[nodiscard]] base::Milliseconds after(int failures_in_a_row) const;

private:
    std::function<double()> random_;
};

}  // namespace delivery
