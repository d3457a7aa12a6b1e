// A build report: what one hook knows of one job at one moment, and its JSON form on the wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace sleuth {

struct CommitBlock {
    std::string author;  // `Name <email>`
    base::Instant time;
    std::string subject;
};

struct BuildBlock {
    std::string organization;
    std::string pipeline;
    std::int64_t number = 0;
    std::string id;
    std::string url;
    std::string source;
    std::string message;
};

struct JobBlock {
    std::string id;
    std::string step_id;
    std::string step_key;
    std::string label;
    std::string state;  // Buildkite's word
    std::optional<std::int64_t> exit_status;
    std::optional<base::Instant> started_at;  // when the agent began with the job, before its checkout
    std::int64_t retry = 0;
    std::optional<std::int64_t> parallel_index;
    std::optional<std::int64_t> parallel_count;
    std::string url;
};

/// What the job has to do with a deploy, as whoever configured it says.
struct ChangeBlock {
    std::string deployment;  // slugs
    std::string environment;
    std::vector<std::string> tags;                           // each with its `#`
    std::vector<std::pair<std::string, std::string>> links;  // name -> URL
};

/// Empty texts and nullopt are absent on the wire.
struct BuildReport {
    std::string id;  // made once, when the report is spooled; the same id again has no further effect
    base::Instant occurred_at;
    std::string sha;         // full
    std::string sha_source;  // `checkout` (HEAD, read with libgit2) or `BUILDKITE_COMMIT`
    std::string sha_note;    // why the source is not `checkout`
    std::string head_sha;    // of a pull request's speculative merge: the commit that was pushed
    std::string repository_url;
    std::string branch;
    std::string tag;
    std::optional<std::int64_t> pull_request;
    std::optional<CommitBlock> commit;
    ChangeBlock change;  // `deployment`, `environment`, `tags` and `links` on the wire
    BuildBlock build;
    JobBlock job;
    std::string agent_name;
    std::string agent_id;
    std::string agent_queue;
    std::string reporter_version;
};

/// Where reports go: `POST {endpoint}/api/1/builds/{organization}/register_build`.
[[nodiscard]] std::string register_build_path(std::string_view organization);

/// How many reports one request may carry.
inline constexpr std::size_t most_reports_per_request = 500;

/// The largest report, in bytes of JSON.
inline constexpr std::size_t most_report_bytes = 64 * 1024;

/// The JSON schema of a request, as it is served at /api/1/schema/register_build.
[[nodiscard]] std::string_view register_build_schema();

[[nodiscard]] base::json::Object::Ptr to_json(const BuildReport& report);

/// Reads a report; the error names the first field that is missing or wrong. Fields that it does not know are left
/// alone: whoever stores the report keeps the JSON it came from.
[[nodiscard]] base::Result<BuildReport> report_from_json(const base::json::Object& object);

}  // namespace sleuth
