// The agent's Job API: what a hook may ask of the agent that runs it.
#pragma once

#include "base/environment.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace buildkite {

/// True when the agent offers it (v3.64.0 and later, unless started with --no-job-api).
[[nodiscard]] bool has_job_api(const base::Environment& environment);

/// Asks the agent to show `***` for the secret in the job's log from now on (POST /redactions on the socket in
/// BUILDKITE_AGENT_JOB_API_SOCKET). The agent is on this machine; it has a second to answer.
[[nodiscard]] base::Status redact_in_log(const base::Environment& environment, const base::Secret& secret);

}  // namespace buildkite
