#include "base/time.hpp"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("an instant is written as RFC 3339 in UTC with milliseconds, and read back") {
    const auto instant = base::parse_iso8601("2026-11-23T11:10:30.007Z");
    REQUIRE(instant);
    CHECK(base::to_rfc3339(*instant) == "2026-11-23T11:10:30.007Z");
    CHECK(base::to_rfc3339(*base::parse_iso8601("9999-12-31T23:59:59.999Z")) == "9999-12-31T23:59:59.999Z");
    CHECK(base::to_rfc3339(base::Instant{}) == "1970-01-01T00:00:00.000Z");
}

TEST_CASE("ISO 8601 is read in the forms that Sleuth's clients send") {
    const auto noon = *base::parse_iso8601("2026-11-23T12:00:00Z");
    CHECK(base::parse_iso8601("2026-11-23T12:00:00.000000") == noon);  // sleuth-client: naive UTC, microseconds
    CHECK(base::parse_iso8601("2026-11-23 12:00") == noon);
    CHECK(base::parse_iso8601("2026-11-23T13:30:00+01:30") == noon);
    CHECK(base::parse_iso8601("2026-11-23T07:00:00-0500") == noon);
    CHECK(base::parse_iso8601("2026-11-23T12:00:00.1239Z") == noon + base::Milliseconds(123));
    CHECK(base::parse_iso8601("2026-11-23T12:00:00.5Z") == noon + base::Milliseconds(500));
    CHECK(base::parse_iso8601("2024-02-29T00:00:00Z"));
}

TEST_CASE("what is not a date-time is refused") {
    for (const char* text : {"", "2026-11-23", "yesterday", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
                             "2026-11-23T25:00:00Z", "2026-11-23T12:00:00Zjunk", "2026-11-23T12:00:00+99:00",
                             "2026-11-23T12:00:00.Z", "2026-11-23T-1:00:00Z", "1969-12-31T23:59:59Z"})
        CHECK_FALSE(base::parse_iso8601(text));
}
