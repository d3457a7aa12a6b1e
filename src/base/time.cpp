#include "base/time.hpp"

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include <charconv>

namespace base {
namespace {

/// Reads digits from a text from left to right; once something does not fit, everything after it fails too.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] bool at_end() const { return text_.empty(); }

    int digits(std::size_t count) {
        int number = 0;
        if (text_.size() < count) failed_ = true;
        if (failed_) return 0;
        const std::string field(text_.substr(0, count));
        const char* const begin = field.c_str();
        const auto [end, error] = std::from_chars(begin, begin + count, number);
        if (error != std::errc{} || end != begin + count || *begin == '-') failed_ = true;
        text_.remove_prefix(count);
        return number;
    }

    /// The next character when it is one of `allowed`, else 0.
    char take(std::string_view allowed) {
        if (failed_ || text_.empty() || allowed.find(text_[0]) == std::string_view::npos) return 0;
        const char found = text_[0];
        text_.remove_prefix(1);
        return found;
    }

    void expect(std::string_view allowed) {
        if (take(allowed) == 0) failed_ = true;
    }

    /// The milliseconds of a fraction of any length from 1 to 9 digits.
    int fraction() {
        int milliseconds = 0;
        int count = 0;
        for (char digit = take("0123456789"); digit != 0; digit = take("0123456789"), ++count)
            if (count < 3) milliseconds = milliseconds * 10 + (digit - '0');
        if (count == 0 || count > 9) failed_ = true;
        for (; count < 3; ++count) milliseconds *= 10;
        return milliseconds;
    }

private:
    std::string_view text_;
    bool failed_ = false;
};

}  // namespace

std::string to_rfc3339(Instant instant) {
    const Poco::Timestamp stamp(std::chrono::microseconds(instant.time_since_epoch()).count());
    return Poco::DateTimeFormatter::format(stamp, "%Y-%m-%dT%H:%M:%S.%iZ");
}

std::optional<Instant> parse_iso8601(std::string_view text) {
    Scanner scan(text);
    const int year = scan.digits(4);
    scan.expect("-");
    const int month = scan.digits(2);
    scan.expect("-");
    const int day = scan.digits(2);
    scan.expect("Tt ");
    const int hour = scan.digits(2);
    scan.expect(":");
    const int minute = scan.digits(2);
    const int second = scan.take(":") != 0 ? scan.digits(2) : 0;
    const int millisecond = scan.take(".,") != 0 ? scan.fraction() : 0;
    std::chrono::minutes offset{0};
    if (scan.take("Zz") == 0) {
        if (const char sign = scan.take("+-"); sign != 0) {
            const int hours = scan.digits(2);
            scan.take(":");
            const int minutes = scan.digits(2);
            if (hours > 23 || minutes > 59) return std::nullopt;
            offset = std::chrono::minutes((sign == '-' ? -1 : 1) * (hours * 60 + minutes));
        }
    }
    // Second 60 is allowed by Poco for leap seconds, and folds into the next minute.
    if (scan.failed() || !scan.at_end() || year < 1970 ||
        !Poco::DateTime::isValid(year, month, day, hour, minute, second))
        return std::nullopt;
    const Poco::DateTime date(year, month, day, hour, minute, second, millisecond);
    return Instant(Milliseconds(date.timestamp().epochMicroseconds() / 1000)) - offset;
}

Instant SystemClock::now() const {
    return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
}

Milliseconds SystemClock::steady() const {
    return std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace base
