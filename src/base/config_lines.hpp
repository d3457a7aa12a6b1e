// Configuration files of `name = value` lines.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace base {

/// The lines in their order, without white space around name and value and without the quotes around a value ("…" or
/// '…'). Empty lines and lines that start with `#` or `;` are left out; a `#` inside a value belongs to it. Fails with
/// the number of the first line that is neither; the line itself is not shown, for it may hold a key.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> read_config_lines(std::string_view text);

}  // namespace base
