// Which variables of a hook's environment the pipeline set, as opposed to the agent.
#pragma once

#include <set>
#include <string>

#include "base/environment.hpp"

namespace buildkite {

/// The names in BUILDKITE_ENV_FILE, where the agent writes the job's own environment before anything runs: what a
/// pipeline's `env:` sets is there, what the agent's process or its `environment` hook sets is not. Empty when there
/// is no such file (agent-stack-k8s#806) or it is larger than 4 MiB.
[[nodiscard]] std::set<std::string> variables_set_by_pipeline(const base::Environment& environment);

}  // namespace buildkite
