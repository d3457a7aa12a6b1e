// `sleuth-buildkite hook PHASE`: what the agent runs in every job.
#pragma once

#include <string>

#include "agent/settings.hpp"
#include "base/environment.hpp"

namespace agent {

/// True for the name of a phase that Buildkite has (`environment` … `pre-exit`).
[[nodiscard]] bool is_phase(const std::string& name);

/// Records this phase of the job: reads the job and its commit, writes one spool file, starts a detached sender.
/// `pre-command` reports running, `pre-exit` how the job ended; every other phase does nothing.
/// A problem is one line on standard error. Returns the exit code: 0, or 1 when there was a problem and fail-on-error
/// is set. Its time does not depend on the endpoint, but for inline delivery, which waits for at most `timeout`.
[[nodiscard]] int run_hook(const std::string& phase, const base::Environment& environment, const Values& flags);

}  // namespace agent
