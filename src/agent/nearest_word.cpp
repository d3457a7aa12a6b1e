#include "agent/nearest_word.hpp"

#include <algorithm>
#include <numeric>

namespace agent {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
        }
    }
    return row.back();
}

}  // namespace

std::string_view nearest_word(std::string_view misspelt, const std::vector<std::string_view>& words) {
    static constexpr std::size_t near = 3;
    const auto best = std::min_element(words.begin(), words.end(), [&](std::string_view a, std::string_view b) {
        return edit_distance(misspelt, a) < edit_distance(misspelt, b);
    });
    return best != words.end() && edit_distance(misspelt, *best) <= near ? *best : std::string_view();
}

}  // namespace agent
