#include "agent/job_commit.hpp"

#include <algorithm>
#include <chrono>

#include "base/file.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace agent {
namespace {

namespace fs = std::filesystem;
namespace json = base::json;

constexpr std::size_t most_note_bytes = 16 * 1024;
constexpr std::chrono::hours note_age{24 * 7};

/// The pushed commit when HEAD is the host's merge of it into the base branch.
std::string pushed_commit(const buildkite::Job& job, const git::Head& head) {
    if (!job.pull_request || !head.commit || head.commit->parents.size() != 2) return {};
    const auto& parents = head.commit->parents;
    for (const std::string& known : {job.pull_request_head_commit, job.commit})
        if (std::find(parents.begin(), parents.end(), known) != parents.end()) return known;
    return job.merge_refspec ? parents[1] : std::string();  // the host merges the head into the base
}

JobCommit from_checkout(const buildkite::Job& job, const git::Head& head) {
    JobCommit commit{head.sha, "checkout", "", pushed_commit(job, head), std::nullopt};
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

/// Job ids are UUIDs; anything else could leave the folder.
bool is_file_name(const std::string& id) {
    return !id.empty() && id.size() <= 100 &&
           id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
               std::string::npos;
}

}  // namespace

base::Result<JobCommit> choose_commit(const buildkite::Job& job, Moment moment, const base::Result<git::Head>& head) {
    static constexpr std::size_t most_note_text_bytes = 500;
    const std::string doubt =
        base::valid_utf8(base::cut(doubt_about_checkout(job, moment, head), most_note_text_bytes));
    if (doubt.empty()) return from_checkout(job, *head);
    if (git::is_full_sha(job.commit)) return JobCommit{job.commit, "BUILDKITE_COMMIT", doubt, "", std::nullopt};
    return base::Error{"find the job's commit", doubt + "; BUILDKITE_COMMIT is `" + job.commit + "`, not a full SHA"};
}

void remember_commit(const fs::path& spool, const std::string& job_id, const JobCommit& commit) {
    if (!is_file_name(job_id) || !base::make_private_folder(spool) || !base::make_private_folder(spool / "jobs"))
        return;
    json::Object note;
    note.set("sha", commit.sha);
    note.set("sha_source", commit.sha_source);
    note.set("sha_note", commit.sha_note);
    note.set("head_sha", commit.head_sha);
    if (commit.commit) {
        note.set("author", commit.commit->author);
        note.set("time", base::to_rfc3339(commit.commit->time));
        note.set("subject", commit.commit->subject);
    }
    [[maybe_unused]] const auto written = base::write_atomically(spool / "jobs", job_id + ".json", json::write(note));
}

std::optional<JobCommit> recall_commit(const fs::path& spool, const std::string& job_id) {
    if (!is_file_name(job_id) || !base::make_private_folder(spool)) return std::nullopt;
    const auto text = base::read_file(spool / "jobs" / (job_id + ".json"), most_note_bytes);
    if (!text) return std::nullopt;
    const auto note = json::parse_object(*text);
    if (!note) return std::nullopt;
    const auto field = [&](const char* name) { return json::text(**note, name).value_or(""); };
    JobCommit commit{field("sha"), field("sha_source"), field("sha_note"), field("head_sha"), std::nullopt};
    if (const auto time = base::parse_iso8601(field("time")))
        commit.commit = sleuth::CommitBlock{field("author"), *time, field("subject")};
    if (!git::is_full_sha(commit.sha)) return std::nullopt;
    return commit;
}

void forget_old_commits(const fs::path& spool) {
    std::error_code error;
    const auto oldest = fs::file_time_type::clock::now() - note_age;
    fs::directory_iterator entries(spool / "jobs", error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        std::error_code ignored;
        if (entries->last_write_time(ignored) < oldest && !ignored) fs::remove(entries->path(), ignored);
    }
}

}  // namespace agent
