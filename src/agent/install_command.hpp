// `sleuth-buildkite install` and `uninstall`: the hooks of an agent.
#pragma once

#include "agent/command_line.hpp"
#include "base/environment.hpp"

namespace agent {

/// Adds our hooks to the folder that `--hooks-path` or the agent's configuration file names, so that they call this
/// binary by the path it was started from. Nothing of the owner's is overwritten, and either all hooks can be added or
/// none is. `--dry-run` prints the changes and makes none. Returns the exit code.
[[nodiscard]] int run_install(const CommandLine& line, const base::Environment& environment);

/// Takes them out again. Returns the exit code.
[[nodiscard]] int run_uninstall(const CommandLine& line, const base::Environment& environment);

}  // namespace agent
