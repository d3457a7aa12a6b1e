// The job that this process runs in, as a value made from its environment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/environment.hpp"
#include "base/result.hpp"

namespace buildkite {

struct Parallel {
    std::int64_t index = 0;  // from 0
    std::int64_t count = 0;
};

/// Texts are valid UTF-8 and bounded; a text that the environment does not give is empty.
struct Job {
    std::string id;       // BUILDKITE_JOB_ID
    std::string step_id;  // the same for all parallel jobs and retries of a step
    std::string step_key;
    std::string label;
    std::int64_t retry = 0;  // BUILDKITE_RETRY_COUNT
    std::optional<Parallel> parallel;

    std::string organization;  // slugs
    std::string pipeline;
    std::string build_id;
    std::int64_t build_number = 0;
    std::string build_url;
    std::string source;
    std::string message;  // at most 1,000 bytes of it

    std::string commit;  // BUILDKITE_COMMIT as it is: maybe `HEAD`
    std::string branch;
    std::string tag;
    std::string repository_url;  // without credentials
    std::optional<std::int64_t> pull_request;
    std::string pull_request_head_commit;
    bool merge_refspec = false;  // HEAD is the host's speculative merge

    std::string checkout_path;
    bool skip_checkout = false;
    bool reached_command = false;  // BUILDKITE_COMMAND_EXIT_STATUS is set

    std::string agent_id;
    std::string agent_name;
    std::string agent_queue;

    /// BUILD_URL#JOB_ID, as the agent makes it (api/jobs.go); empty without a build URL.
    [[nodiscard]] std::string url() const;
};

/// The job of this environment. Fails, naming the variable, when one that identifies the job is missing:
/// BUILDKITE_JOB_ID, BUILDKITE_ORGANIZATION_SLUG, BUILDKITE_PIPELINE_SLUG, BUILDKITE_BUILD_ID, BUILDKITE_BUILD_NUMBER.
[[nodiscard]] base::Result<Job> read_job(const base::Environment& environment);

}  // namespace buildkite
