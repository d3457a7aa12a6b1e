#include "base/log.hpp"

#include <unistd.h>

#include <cstddef>
#include <string>

#include "base/text.hpp"

namespace base {
namespace {

static constexpr std::size_t most_line_bytes = 2000;

/// One write, so that lines of several processes do not mix.
void say(std::string line) {
    line += '\n';
    // Nobody is left to tell when standard error is closed.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void warn(std::string_view message) { say("sleuth: warning: " + one_line(message, most_line_bytes)); }
void inform(std::string_view message) { say("sleuth: " + one_line(message, most_line_bytes)); }

}  // namespace base
