// What this binary is made of.
#pragma once

#include <string>

namespace base {

/// The project's version, such as `0.1.0`.
[[nodiscard]] std::string version();

/// The compiler and the third-party libraries that were built in, one a line: `poco 1.11.0-3+deb12u1 (Debian
/// bookworm)`. A library that only one of the two programs links is listed for both.
[[nodiscard]] std::string components();

}  // namespace base
