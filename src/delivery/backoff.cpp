#include "delivery/backoff.hpp"

#include <algorithm>
#include <memory>
#include <random>

#include "base/ids.hpp"

namespace delivery {

Backoff::Backoff(std::function<double()> random) : random_(std::move(random)) {}

Backoff Backoff::seeded() {
    auto engine = std::make_shared<std::minstd_rand>(base::random_number());
    return Backoff([engine] { return std::uniform_real_distribution<double>(0.0, 1.0)(*engine); });
}

base::Milliseconds Backoff::after(int failures_in_a_row) const {
    static constexpr int most_doublings = 10;
    const int doublings = std::clamp(failures_in_a_row - 1, 0, most_doublings);
    const base::Milliseconds whole = std::min(longest, first * (1 << doublings));
    return whole / 2 + std::chrono::duration_cast<base::Milliseconds>(whole / 2 * random_());
}

}  // namespace delivery
