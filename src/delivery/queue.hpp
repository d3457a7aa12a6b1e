// The spool: reports that wait on disk for one target, and those that were refused.
//
//   SPOOL/                       0700, one per user of the machine
//     QUEUE/                     one per target and origin of its key
//       target.json              where the reports go; no secret
//       waiting/TIME-ID.json     one report a file, oldest name first; TIME-ID.running.json for a job that runs
//       dead/TIME-ID.json        refused for good: the report and the reason
//       lock                     held by the one sender of the queue
//       status.json              how the last attempt failed; absent after a success
//       lost.json                how many reports the limits have cost (queue_limits.hpp)
//     jobs/JOB_ID.json           what the hooks of a job tell each other (agent/job_note.hpp)
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "sleuth/build_report.hpp"

namespace delivery {

/// Where the reports of a queue go.
struct Target {
    std::string endpoint;  // as sleuth::normal_endpoint() gives it
    std::string organization;
    bool operator==(const Target&) const = default;
};

/// Why a report was refused for good.
struct Refusal {
    int status = 0;  // HTTP; 0 when it never left: the file is not a report
    std::string reason;
    base::Instant at;
};

struct DeadReport {
    std::string name;
    Refusal refusal;
};

/// How the last attempt failed, for whoever asks.
struct QueueStatus {
    base::Instant last_attempt;
    std::string error;
};

/// What the name of a waiting report of a job that runs ends in.
inline constexpr const char* running_ending = ".running.json";

class Queue {
public:
    /// The queue called `name` in the spool folder, created when it is not there. Every folder is checked to be this
    /// user's and nobody else's to write to.
    [[nodiscard]] static base::Result<Queue> open(const std::filesystem::path& spool, const std::string& name,
                                                  const Target& target);
    /// The queues that are in the spool folder; none when there is no such folder.
    [[nodiscard]] static base::Result<std::vector<Queue>> list(const std::filesystem::path& spool);

    [[nodiscard]] const Target& target() const { return target_; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

    /// Writes the report durably. After success it is delivered or refused exactly once, whatever is killed.
    /// Returns the name of its file.
    [[nodiscard]] base::Result<std::string> add(const sleuth::BuildReport& report) const;
    /// The same with the report's JSON as it came, which may have fields that BuildReport does not.
    [[nodiscard]] base::Result<std::string> add(const sleuth::BuildReport& report, const std::string& json) const;

    /// The names of the waiting reports, oldest first.
    [[nodiscard]] base::Result<std::vector<std::string>> waiting() const;
    /// The text of a waiting report, at most sleuth::most_report_bytes. A name that is gone is an error.
    [[nodiscard]] base::Result<std::string> read(const std::string& name) const;
    [[nodiscard]] bool is_waiting(const std::string& name) const;
    /// Forgets a report that the endpoint has acknowledged; one that is gone already is no failure.
    [[nodiscard]] base::Status remove(const std::string& name) const;
    /// Moves a waiting report to dead/ with its reason.
    [[nodiscard]] base::Status refuse(const std::string& name, const Refusal& refusal) const;

    [[nodiscard]] base::Result<std::vector<DeadReport>> dead() const;
    /// Their names alone, oldest first.
    [[nodiscard]] base::Result<std::vector<std::string>> dead_names() const;
    /// Puts a dead report back among the waiting, as it was.
    [[nodiscard]] base::Status revive(const std::string& name) const;
    void remove_dead(const std::string& name) const;

    void set_status(const std::optional<QueueStatus>& status) const;
    [[nodiscard]] std::optional<QueueStatus> status() const;

    /// Removes temporary files that a killed writer left behind more than an hour before `now`.
    void sweep(base::Instant now) const;

private:
    Queue(std::filesystem::path folder, Target target) : folder_(std::move(folder)), target_(std::move(target)) {}

    std::filesystem::path folder_;
    Target target_;
};

}  // namespace delivery
