// The difference of two texts, as people read it.
#pragma once

#include <string>

namespace git {

/// A unified diff with three lines of context, headed `--- a/NAME` and `+++ b/NAME`. Empty when the texts are equal.
[[nodiscard]] std::string unified_diff(const std::string& name, const std::string& before, const std::string& after);

}  // namespace git
