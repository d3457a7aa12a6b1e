#include "agent/job_commit.hpp"

#include <algorithm>
#include <chrono>

#include "base/text.hpp"

namespace agent {
namespace {

/// The pushed commit when HEAD is the host's merge of it into the base branch.
std::string pushed_commit(const buildkite::Job& job, const git::Head& head) {
    if (!job.pull_request || !head.commit || head.commit->parents.size() != 2) return {};
    const auto& parents = head.commit->parents;
    for (const std::string& known : {job.pull_request_head_commit, job.commit})
        if (std::find(parents.begin(), parents.end(), known) != parents.end()) return known;
    return job.merge_refspec ? parents[1] : std::string();  // the host merges the head into the base
}

constexpr std::size_t most_note_bytes = 500;

std::string note(std::string_view text) { return base::valid_utf8(base::cut(text, most_note_bytes)); }

JobCommit from_checkout(const buildkite::Job& job, const git::Head& head) {
    JobCommit commit{head.sha, "checkout", head.by_git ? note(head.no_commit_because) : "", pushed_commit(job, head),
                     std::nullopt};
    // A commit can claim any date; RFC 3339 has four digits for the year.
    static constexpr base::Instant first_date{};
    static constexpr base::Instant last_date{std::chrono::seconds(253402300799)};  // 9999-12-31T23:59:59Z
    if (head.commit && head.commit->time >= first_date && head.commit->time <= last_date)
        commit.commit = sleuth::CommitBlock{head.commit->author_name + " <" + head.commit->author_email + ">",
                                            head.commit->time, head.commit->subject};
    return commit;
}

/// Empty when HEAD is this job's.
std::string doubt_about_checkout(const buildkite::Job& job, Moment moment, const base::Result<git::Head>& head) {
    if (job.skip_checkout) return "the checkout was skipped (BUILDKITE_SKIP_CHECKOUT)";
    if (!head) return head.error().message();
    if (moment == Moment::at_exit && !job.reached_command && head->sha != job.commit)
        return "the job ended before its command, so the checkout may be an earlier job's";
    return {};
}

}  // namespace

base::Result<JobCommit> choose_commit(const buildkite::Job& job, Moment moment, const base::Result<git::Head>& head) {
    const std::string doubt = note(doubt_about_checkout(job, moment, head));
    if (doubt.empty()) return from_checkout(job, *head);
    if (git::is_full_sha(job.commit)) return JobCommit{job.commit, "BUILDKITE_COMMIT", doubt, "", std::nullopt};
    return base::Error{"find the job's commit", doubt + "; BUILDKITE_COMMIT is `" + job.commit + "`, not a full SHA"};
}

}  // namespace agent
