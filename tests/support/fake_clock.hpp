// Time that moves when a test moves it.
#pragma once

#include "base/time.hpp"

namespace test {

class FakeClock final : public base::Clock {
public:
    [[nodiscard]] base::Instant now() const override { return now_; }
    void advance(base::Milliseconds by) { now_ += by; }

private:
    base::Instant now_ = *base::parse_iso8601("2026-11-23T12:00:00Z");
};

}  // namespace test
