// A command as --help, completions and the man page know it.
#pragma once

#include <span>
#include <string_view>

#include "agent/command_line.hpp"
#include "base/environment.hpp"

namespace agent {

struct Command {
    std::string_view name;     // as typed: `spool flush`
    std::string_view operand;  // what follows it, for --help: `PHASE`; empty: nothing
    std::string_view choices;  // what the operand may be, separated by spaces; empty: anything
    std::string_view help;     // one line
    std::span<const Flag> flags;
    int (*run)(const CommandLine& line, const base::Environment& environment);  // returns the exit code
};

/// In the order in which --help shows them. Hooks are not among them: they never exit with 2.
[[nodiscard]] std::span<const Command> commands();

/// The command that these words begin with (`spool flush`), nullptr when there is none.
[[nodiscard]] const Command* find_command(std::span<const std::string> words);

/// What --help prints: of all commands, or of one.
[[nodiscard]] std::string help_of_all();
[[nodiscard]] std::string help_of(const Command& command);

}  // namespace agent
