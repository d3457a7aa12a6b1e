// Reading flags, made from the option table, and the texts of --help.
#pragma once

#include <string>
#include <vector>

#include "agent/settings.hpp"
#include "base/result.hpp"

namespace agent {

struct CommandLine {
    std::vector<std::string> words;     // what is not a flag
    Values flags;                       // options of the table
    std::vector<std::string> switches;  // the command's own, without dashes, of those it allows

    [[nodiscard]] bool has(const std::string& switch_name) const;
};

/// Splits arguments into words, options of the table (`--name value` or `--name=value`) and the command's own
/// switches. An unknown flag is an error that names the nearest known one; so is a secret given as a flag.
[[nodiscard]] base::Result<CommandLine> read_command_line(const std::vector<std::string>& arguments,
                                                          const std::vector<std::string>& allowed_switches);

/// The options as `--help` shows them.
[[nodiscard]] std::string options_help();

}  // namespace agent
