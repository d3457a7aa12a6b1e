// The process environment as a value, so that tests make their own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace base {

class Environment {
public:
    Environment() = default;
    explicit Environment(std::map<std::string, std::string, std::less<>> variables)
        : variables_(std::move(variables)) {}

    /// A copy of this process's environment; of a name that stands twice, the first counts, as in getenv().
    [[nodiscard]] static Environment of_this_process();

    /// The value when the variable is set and not empty: Buildkite sets unused variables to "".
    [[nodiscard]] std::optional<std::string> get(std::string_view name) const;
    /// True for `true` and `1`.
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all() const { return variables_; }

private:
    std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace base
