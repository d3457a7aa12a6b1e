// The state of jobs and builds at any time, from the reports that say what happened when.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "sleuth/build_report.hpp"

namespace endpoint {

/// A job as of some time.
struct JobAt {
    sleuth::JobBlock job;  // as the newest report up to that time has it
    std::optional<base::Instant> started_at;
    std::optional<base::Instant> ended_at;
    bool superseded = false;  // a later attempt of the same step exists by that time
};

/// A build as of some time.
struct BuildAt {
    std::string state;  // Buildkite's word, inferred from the jobs
    std::vector<JobAt> jobs;
};

/// A build with everything that its reports tell: `reports` are all of one build, in any order.
/// nullopt when nothing had been reported by `time`: reports count by occurred_at, whenever they arrived.
///
/// A job's state is that of its newest report; of two at the same millisecond the one that ends the job. A job that
/// was retried is kept but does not count: the highest retry of a step and parallel index does.
/// The build is `running` while a job runs (`failing` when another has failed), else `failed` when one failed, timed
/// out or expired, else `canceled` when one was canceled, else `passed`. What no job's hook has seen (steps that
/// wait, are blocked or have not started) is not known here.
[[nodiscard]] std::optional<BuildAt> build_at(const std::vector<sleuth::BuildReport>& reports, base::Instant time);

/// What a page calls a state: `Success` for passed, as Sleuth does, and the word with a capital otherwise.
[[nodiscard]] std::string friendly_state(const std::string& state);

}  // namespace endpoint
