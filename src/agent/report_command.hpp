// `sleuth-buildkite report`: a job's state, from a step or a shell.
#pragma once

#include "agent/command_line.hpp"
#include "base/environment.hpp"

namespace agent {

/// Reports one state of one job: what the flags say, else what the Buildkite job's environment says, else HEAD and
/// origin of the checkout in the working folder. `--from-json` takes whole reports instead; id, occurred_at, provider
/// and reporter may be left out. All reports of a call are checked before the first is written. Goes through the spool
/// as the hook's reports do, and waits for the delivery unless delivery is `background`. Returns the exit code: failed
/// when something is wrong with a report or the endpoint refuses it; a report that still waits is no failure.
[[nodiscard]] int run_report(const CommandLine& line, const base::Environment& environment);

}  // namespace agent
