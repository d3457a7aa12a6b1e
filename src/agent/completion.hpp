// Completions for shells, made from the tables of commands and options.
#pragma once

#include <string>

#include "agent/command_line.hpp"
#include "base/environment.hpp"

namespace agent {

/// A script for `bash`, `zsh` or `fish`; empty for any other shell.
[[nodiscard]] std::string completion(const std::string& shell);

/// `completion SHELL`. Returns the exit code.
[[nodiscard]] int run_completion(const CommandLine& line, const base::Environment& environment);

}  // namespace agent
