// Reading a command's flags: its own and those of the option table.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/settings.hpp"
#include "base/result.hpp"

namespace agent {

/// A flag of one command, beside the options that every command takes.
struct Flag {
    std::string_view name;   // without dashes
    std::string_view value;  // what --help calls its value; empty: a switch
    std::string_view help;   // one line
};

struct CommandLine {
    std::vector<std::string> words;                       // what is not a flag
    Values flags;                                         // options of the table
    std::map<std::string, std::string, std::less<>> own;  // the command's own flags; a switch has the value ""

    [[nodiscard]] bool has(std::string_view name) const { return own.contains(name); }
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
};

/// Splits arguments into words, options of the table and the command's own flags (`--name value` or `--name=value`; an
/// option that is true or false needs no value: `--dry-run`). An unknown flag is an error that names the nearest
/// known one; so is a secret given as a flag.
[[nodiscard]] base::Result<CommandLine> read_command_line(std::vector<std::string> arguments,
                                                          std::span<const Flag> own);

/// The command's own flags, and the options by groups, as `--help` shows them.
[[nodiscard]] std::string flags_help(std::span<const Flag> own);
[[nodiscard]] std::string options_help();

}  // namespace agent
