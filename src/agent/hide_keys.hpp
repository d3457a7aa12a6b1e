// Keys do not appear in a job's log.
#pragma once

#include "agent/job_note.hpp"
#include "agent/settings.hpp"

namespace agent {

/// Asks the agent, through its Job API, to hide every configured key in the job's log, unless the note says that it was
/// asked already. Keys that an `environment` hook exports are known only to the hooks after it, so each of ours asks
/// for those that are new. Returns true when the note has changed. Without a Job API, nothing.
[[nodiscard]] bool hide_keys(const Settings& settings, JobNote& note);

}  // namespace agent
