// Which variables of a hook's environment the pipeline set, as opposed to the agent.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/environment.hpp"

namespace buildkite {

/// The names in BUILDKITE_ENV_FILE, where the agent writes the job's own environment before anything runs: what a
/// pipeline's `env:` sets is there, what the agent's process or its `environment` hook sets is not. Empty without the
/// variable, and when there is no such file, as in Kubernetes' command containers (agent-stack-k8s#806). nullopt when
/// the file is there and cannot be read, or is larger than 16 MiB, several times what an environment can hold.
[[nodiscard]] std::optional<std::set<std::string>> variables_set_by_pipeline(const base::Environment& environment);

}  // namespace buildkite
