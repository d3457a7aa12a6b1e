#include "delivery/backoff.hpp"

#include <catch2/catch_test_macros.hpp>

using delivery::Backoff;
using namespace std::chrono_literals;

TEST_CASE("waits double up to a minute, and jitter takes off up to a half") {
    const Backoff least([] { return 0.0; });
    const Backoff most([] { return 1.0; });
    CHECK(least.after(1) == 500ms);
    CHECK(most.after(1) == 1s);
    CHECK(least.after(4) == 4s);
    CHECK(most.after(4) == 8s);
    CHECK(most.after(7) == 60s);
    CHECK(least.after(1'000'000) == 30s);
}

TEST_CASE("a seeded backoff stays in its bounds and is not always the same") {
    const auto backoff = Backoff::seeded();
    bool differs = false;
    for (int i = 0; i < 100; ++i) {
        const auto wait = backoff.after(6);
        CHECK(wait >= 16s);
        CHECK(wait <= 32s);
        differs |= wait != backoff.after(6);
    }
    CHECK(differs);
}
