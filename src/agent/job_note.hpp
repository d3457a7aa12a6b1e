// What the hooks of one job tell each other, in the spool's `jobs/`. It is only a memory: without it (another
// container, a full disk) each hook works from what it sees itself, and the endpoint takes what is said twice for one.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "agent/job_commit.hpp"
#include "base/time.hpp"

namespace agent {

struct JobNote {
    std::optional<base::Instant> started_at;  // when the environment hook ran
    std::optional<JobCommit> commit;          // as post-checkout, then pre-command saw it
    /// Queue -> the state that it was told last.
    std::map<std::string, std::string> told;
    std::optional<base::Instant> last_report;  // so that a clock that is set back cannot turn the order around
};

/// The note of a job; an empty one when there is none that can be read. `spool` is the spool folder.
[[nodiscard]] JobNote read_note(const std::filesystem::path& spool, const std::string& job_id);

/// Replaces the note. A failure is nobody's business.
void write_note(const std::filesystem::path& spool, const std::string& job_id, const JobNote& note);

/// From pre-command to post-command of one of our installs (`agent`, `plugin`) a mark stands beside the note. A mark
/// that is still there in pre-exit tells that post-command did not run. It is taken away, and not set, by post-command:
/// that works on a full disk too, and a job that filled it has not failed for that.
void expect_post_command(const std::filesystem::path& spool, const std::string& job_id, const std::string& install);
void post_command_came(const std::filesystem::path& spool, const std::string& job_id, const std::string& install);
[[nodiscard]] bool post_command_is_missing(const std::filesystem::path& spool, const std::string& job_id,
                                           const std::string& install);

/// Removes notes and marks that were written more than a week ago; looks at most once an hour.
void forget_old_notes(const std::filesystem::path& spool);

}  // namespace agent
