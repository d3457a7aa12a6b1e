// What the hooks of one job tell each other, in the spool's `jobs/`. It is only a memory: without it (another
// container, a full disk) each hook works from what it sees itself, and the endpoint takes what is said twice for one.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "agent/job_commit.hpp"
#include "base/time.hpp"

namespace agent {

struct JobNote {
    std::optional<base::Instant> started_at;  // when the environment hook ran
    std::optional<JobCommit> commit;          // as post-checkout, then pre-command saw it
    /// Queue -> the state that it was told last.
    std::map<std::string, std::string> told;
    std::set<std::string> ran;                 // which of our hooks ran: `agent pre-command`, `plugin post-command` …
    std::optional<base::Instant> last_report;  // so that a clock that is set back cannot turn the order around
    std::set<std::string> hidden;              // digests of the keys that the agent was asked to hide in the log
};

/// The note of a job; an empty one when there is none that can be read. `spool` is the spool folder.
[[nodiscard]] JobNote read_note(const std::filesystem::path& spool, const std::string& job_id);

/// Replaces the note. A failure is nobody's business.
void write_note(const std::filesystem::path& spool, const std::string& job_id, const JobNote& note);

/// Removes notes that were written more than a week ago; looks at most once an hour.
void forget_old_notes(const std::filesystem::path& spool);

}  // namespace agent
