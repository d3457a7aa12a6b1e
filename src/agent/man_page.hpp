// The manual page, made from the tables of commands and options.
#pragma once

#include <string>

namespace agent {

/// sleuth-buildkite(1) in roff.
[[nodiscard]] std::string man_page();

}  // namespace agent
