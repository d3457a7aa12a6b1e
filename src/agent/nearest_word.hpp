// "Did you mean …?"
#pragma once

#include <string_view>
#include <vector>

namespace agent {

/// The word that is nearest to a misspelt one, by edit distance; empty when none is near.
[[nodiscard]] std::string_view nearest_word(std::string_view misspelt, const std::vector<std::string_view>& words);

}  // namespace agent
