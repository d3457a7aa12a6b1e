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
    std::optional<std::int64_t> exit_status;  // of the command; absent when it did not run or cannot be told
};

/// How the job ended, as far as a `pre-exit` hook can tell:
/// - BUILDKITE_JOB_TIMED_OUT=true: timed_out (agent v3.127.0 and later; earlier ones say only canceled)
/// - BUILDKITE_JOB_CANCELLED=true: canceled (agent v3.93.1 and later; also when the agent stops)
/// - BUILDKITE_COMMAND_EXIT_STATUS 0: passed; any other: failed, with that status (-1: a signal ended it)
/// - not set: failed before its command ran, without a status
/// Soft failures, automatic retries and the exit code of later hooks are not visible from a hook.
[[nodiscard]] Outcome outcome_at_exit(const base::Environment& environment);

}  // namespace buildkite
