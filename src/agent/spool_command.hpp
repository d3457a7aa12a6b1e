// `sleuth-buildkite spool list|flush|purge`: what waits, send it now, throw it away.
#pragma once

#include <string>
#include <vector>

#include "base/environment.hpp"

namespace agent {

/// `arguments` come after `spool`. Returns the exit code.
/// - list: each queue with its target, how many reports wait and since when, the last failure, and each refused report
///   with its reason.
/// - flush [--refused]: sends what waits for the configured endpoint and organization, with the configured key, in this
///   process; with --refused what was refused is tried again too. Fails when something still waits or was refused.
/// - purge [--waiting]: removes refused reports; with --waiting those that wait too, which loses them.
[[nodiscard]] int run_spool_command(const std::vector<std::string>& arguments, const base::Environment& environment);

}  // namespace agent
