// `sleuth-buildkite doctor`: everything that could keep reports from arriving.
#pragma once

#include "agent/command_line.hpp"
#include "base/environment.hpp"

namespace agent {

/// Prints every value of the configuration with its source, and a line a check: ok, warning or failure, with what to
/// do.
/// `--json` prints the same as an object {"configuration": [{name, value, source}], "findings": [{verdict, subject,
/// detail, remedy}]}. Returns the exit code: failed when a check failed.
[[nodiscard]] int run_doctor(const CommandLine& line, const base::Environment& environment);

}  // namespace agent
