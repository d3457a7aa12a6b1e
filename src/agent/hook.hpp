// `sleuth-buildkite hook PHASE`: what the agent runs in every job, and when it starts and stops.
#pragma once

#include <string>

#include "agent/settings.hpp"
#include "base/environment.hpp"

namespace agent {

/// True for the name of a phase that Buildkite has (`pre-bootstrap` … `agent-shutdown`).
[[nodiscard]] bool is_phase(const std::string& name);

/// Does what there is to do in this phase:
/// - environment: remembers when the job began, and has the keys hidden in its log. Configuration that is not there yet
///   (another environment hook may set it) is no problem.
/// - post-checkout: remembers HEAD, for a job that fails before its command.
/// - pre-command: reports the job as running.
/// - post-command: reports the end of a job that was canceled: the agent may not get to pre-exit any more. When
///   it does not run although pre-command did, a post-command hook before it has failed.
/// - pre-exit: reports how the job ended (docs/outcomes.md).
/// - agent-startup starts a sender for what waits, agent-shutdown sends it for at most `timeout`.
/// One job has one start and one end, however many of our hooks run (agent and plugin, several containers): what its
/// queue was told already is not reported again, and only an end that says more (failed after passed, canceled after
/// failed) replaces the first one.
/// A problem is one line on standard error. Returns the exit code: 0, or 1 when there was a problem in a job's hook and
/// fail-on-error is set. Its time does not depend on the endpoint, but for agent-shutdown and inline delivery, which
/// wait for at most `timeout`.
[[nodiscard]] int run_hook(const std::string& phase, const base::Environment& environment, const Values& flags);

}  // namespace agent
