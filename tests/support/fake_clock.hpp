// Time that moves when a test moves it.
#pragma once

#include "base/time.hpp"

namespace test {

class FakeClock final : public base::Clock {
public:
    [[nodiscard]] base::Instant now() const override { return now_; }
    [[nodiscard]] base::Milliseconds steady() const override { return steady_; }
    void advance(base::Milliseconds by) {
        now_ += by;
        steady_ += by;
    }
    /// Somebody sets the wall clock.
    void set_by(base::Milliseconds difference) { now_ += difference; }

private:
    base::Instant now_ = *base::parse_iso8601("2026-11-23T12:00:00Z");
    base::Milliseconds steady_{0};
};

}  // namespace test
