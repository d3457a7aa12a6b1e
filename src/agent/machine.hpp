// What kind of machine a job runs on.
#pragma once

#include "base/environment.hpp"

namespace agent {

/// True when the machine or container goes away with the job, and a detached process with it: Buildkite's hosted
/// agents, Kubernetes, and containers (recognised by the files that Docker and Podman put in each).
[[nodiscard]] bool dies_with_the_job(const base::Environment& environment);

}  // namespace agent
