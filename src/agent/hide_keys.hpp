// Keys do not appear in a job's log.
#pragma once

#include "agent/settings.hpp"

namespace agent {

/// Asks the agent, through its Job API, to hide every configured key in the job's log from now on. Keys that an
/// `environment` hook exports are known only to the hooks after it, and in Kubernetes each container has an agent
/// process of its own: so more than one of our hooks asks. Without a Job API, nothing.
void hide_keys(const Settings& settings);

}  // namespace agent
