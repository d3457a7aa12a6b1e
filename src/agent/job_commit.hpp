// The commit that a job ran on.
#pragma once

#include <filesystem>
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
    std::string sha_note;    // why it is not the checkout
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

/// Where a job's commit is kept from pre-command to pre-exit, so that a command that commits or checks something else
/// out does not change what the job is reported for. `spool` is the spool folder; the note is only a memory: when it
/// cannot be written or read, the checkout is read again.
void remember_commit(const std::filesystem::path& spool, const std::string& job_id, const JobCommit& commit);
[[nodiscard]] std::optional<JobCommit> recall_commit(const std::filesystem::path& spool, const std::string& job_id);

/// Removes notes of jobs that started more than a week before now.
void forget_old_commits(const std::filesystem::path& spool);

}  // namespace agent
