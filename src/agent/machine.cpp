#include "agent/machine.hpp"

#include <unistd.h>

namespace agent {

bool dies_with_the_job(const base::Environment& environment) {
    return environment.get("BUILDKITE_COMPUTE_TYPE") == "hosted" || environment.get("KUBERNETES_SERVICE_HOST") ||
           ::access("/.dockerenv", F_OK) == 0 || ::access("/run/.containerenv", F_OK) == 0;
}

}  // namespace agent
