#include "base/log.hpp"

#include <unistd.h>

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace base {
namespace {

constexpr std::size_t most_line_bytes = 2000;

LogLevel least_said = LogLevel::warning;

/// One write, so that lines of several processes do not mix.
void say(LogLevel level, const char* prefix, std::string_view message) {
    if (level < least_said) return;
    const std::string line = prefix + one_line(message, most_line_bytes) + "\n";
    // Nobody is left to tell when standard error is closed.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

std::optional<LogLevel> log_level(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, LogLevel>, 4> words{{{"debug", LogLevel::debug},
                                                                                 {"info", LogLevel::info},
                                                                                 {"warning", LogLevel::warning},
                                                                                 {"error", LogLevel::error}}};
    for (const auto& [name, level] : words)
        if (name == word) return level;
    return std::nullopt;
}

void set_log_level(LogLevel level) { least_said = level; }

void fail(std::string_view message) { say(LogLevel::error, "sleuth: error: ", message); }
void warn(std::string_view message) { say(LogLevel::warning, "sleuth: warning: ", message); }
void inform(std::string_view message) { say(LogLevel::info, "sleuth: ", message); }
void debug(std::string_view message) { say(LogLevel::debug, "sleuth: debug: ", message); }

}  // namespace base
