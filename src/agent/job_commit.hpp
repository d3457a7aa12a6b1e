// The commit that a job ran on.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "buildkite/job.hpp"
#include "git/checkout.hpp"
#include "sleuth/build_report.hpp"

namespace agent {

struct JobCommit {
    std::string sha;
    std::string sha_source;  // `checkout` or `BUILDKITE_COMMIT`
    std::string sha_note;    // why it is not the checkout, or why git had to read it
    std::string head_sha;    // the pushed commit, when sha is a pull request's speculative merge
    std::optional<sleuth::CommitBlock> commit;
};

/// When the commit is looked at.
enum class Moment { before_command, at_exit };

/// HEAD of the checkout, unless that may be another job's commit: the checkout was skipped, or the job ended before
/// its command and HEAD is not BUILDKITE_COMMIT (agents reuse checkout folders, and a failed checkout leaves the
/// earlier job's). Then, and when there is no HEAD to read, BUILDKITE_COMMIT if it is a full SHA, with the reason in
/// sha_note. Fails when it is not: a report with a wrong SHA is worse than none.
[[nodiscard]] base::Result<JobCommit> choose_commit(const buildkite::Job& job, Moment moment,
                                                    const base::Result<git::Head>& head);

}  // namespace agent
