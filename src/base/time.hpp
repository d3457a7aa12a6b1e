// Instants: milliseconds since 1970 UTC, their text form, and the clock behind an interface so that tests own time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace base {

using Milliseconds = std::chrono::milliseconds;
/// An instant of the wall clock, UTC, in milliseconds.
using Instant = std::chrono::time_point<std::chrono::system_clock, Milliseconds>;

/// RFC 3339 with milliseconds in UTC: `2026-11-23T11:10:30.777Z`.
[[nodiscard]] std::string to_rfc3339(Instant instant);

/// Reads an ISO 8601 date-time: `T` or a space between date and time, seconds and their fraction optional, zone `Z`,
/// `±hh:mm`, `±hhmm` or none. Without a zone it is UTC: sleuth-client sends naive UTC with microseconds.
/// A date alone, anything after the zone, or a day that does not exist is nullopt. Fractions are cut to milliseconds.
[[nodiscard]] std::optional<Instant> parse_iso8601(std::string_view text);

/// Where code that waits or stamps gets the time from.
class Clock {
public:
    virtual ~Clock() = default;
    /// What the wall clock says: for stamps. It may be set back or forward at any time.
    [[nodiscard]] virtual Instant now() const = 0;
    /// Time since some moment of the past, which never jumps: for waits.
    [[nodiscard]] virtual Milliseconds steady() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override;
    [[nodiscard]] Milliseconds steady() const override;
};

}  // namespace base
