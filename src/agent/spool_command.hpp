// `sleuth-buildkite spool list|flush|purge`: what waits, send it now, throw it away.
#pragma once

#include "agent/command_line.hpp"
#include "base/environment.hpp"

namespace agent {

/// Each queue with its target, how many reports wait and since when, the last failure, what the limits have cost, and
/// each refused report with its reason. Returns the exit code, as the others.
[[nodiscard]] int run_spool_list(const CommandLine& line, const base::Environment& environment);

/// Sends what waits for the configured endpoint and organization, with the configured key, in this process; with
/// `refused` what was refused is tried again too. On a terminal it shows how far it is. Fails when something still
/// waits or was refused.
[[nodiscard]] int run_spool_flush(const CommandLine& line, const base::Environment& environment);

/// Removes refused reports and the memory of lost ones; with `waiting` those that wait too, which loses them.
[[nodiscard]] int run_spool_purge(const CommandLine& line, const base::Environment& environment);

}  // namespace agent
