// The states of a job, in Buildkite's own words, and what a hook can know of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/environment.hpp"

namespace buildkite {

enum class JobState { running, passed, failed, canceled, timed_out };

/// `running`, `passed`, `failed`, `canceled`, `timed_out`.
[[nodiscard]] std::string_view to_word(JobState state);

struct Outcome {
    JobState state = JobState::failed;
    std::optional<std::int64_t> exit_status;  // of the command or of the hook that failed; absent when not known
};

/// How the job ended, as far as a `post-command` or `pre-exit` hook can tell (docs/outcomes.md):
/// - BUILDKITE_JOB_TIMED_OUT=true: timed_out (agent v3.127.0 and later; earlier ones say only canceled)
/// - BUILDKITE_JOB_CANCELLED=true: canceled (agent v3.93.1 and later; also when the agent stops)
/// - BUILDKITE_COMMAND_EXIT_STATUS not 0: failed, with that status (-1: a signal ended it)
/// - BUILDKITE_COMMAND_EXIT_STATUS 0: passed, unless BUILDKITE_LAST_HOOK_EXIT_STATUS is not 0: then a shell hook has
///   failed since, and with it the job, with the hook's status (agent, internal/job/executor.go)
/// - not set: failed before its command ran, with the status of the hook that failed, if it was a shell hook
/// Soft failures, automatic retries, failed uploads and the exit code of later hooks are not visible from a hook.
[[nodiscard]] Outcome outcome_at_exit(const base::Environment& environment);

/// True once the agent has told the job's hooks that it was canceled or timed out.
[[nodiscard]] bool is_canceled(const base::Environment& environment);

}  // namespace buildkite
