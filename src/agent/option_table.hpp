// Every option, once. Flags, environment variables, keys of the configuration file, plugin options, `--help`,
// completions, the man page and docs/options.md follow from this table.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace agent {

enum class Kind { text, list, map, choice, seconds, bytes, days, boolean };

enum class Group { endpoint, report, delivery, run, plugin };

struct Option {
    std::string_view name;      // of the flag (--name), the plugin option and the file key
    std::string_view variable;  // of the environment
    Group group;
    Kind kind;
    std::string_view fallback;  // empty: none
    std::string_view range;     // for a choice: a|b|c; otherwise what it should look like
    std::string_view help;      // one line
    bool secret = false;        // never a flag (argv is public) nor a plugin option (pipeline.yml is kept in git)
};

[[nodiscard]] std::span<const Option> options();

/// What --help and docs/options.md call a group.
[[nodiscard]] std::string_view title_of(Group group);
inline constexpr Group all_groups[] = {Group::endpoint, Group::report, Group::delivery, Group::run, Group::plugin};

/// nullptr when there is no such option.
[[nodiscard]] const Option* find_option(std::string_view name);

/// The option whose name is nearest to a misspelt one, by edit distance; empty when none is near.
[[nodiscard]] std::string_view nearest_option(std::string_view name);

/// The options as the tables of docs/options.md (Markdown).
[[nodiscard]] std::string options_as_markdown();

}  // namespace agent
