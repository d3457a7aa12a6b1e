#include "buildkite/job.hpp"

#include <Poco/NumberParser.h>

#include "base/text.hpp"
#include "git/remote_url.hpp"

namespace buildkite {
namespace {

constexpr std::size_t most_name_bytes = 500;
constexpr std::size_t most_message_bytes = 1000;
constexpr std::size_t most_url_bytes = 2000;

class Reader {
public:
    explicit Reader(const base::Environment& environment) : environment_(environment) {}

    [[nodiscard]] std::string text(const char* name, std::size_t most = most_name_bytes) const {
        const auto value = environment_.get(name);
        return value ? std::string(base::cut(base::valid_utf8(base::cut(*value, most)), most)) : std::string();
    }

    [[nodiscard]] std::optional<std::int64_t> number(const char* name) const {
        Poco::Int64 number = 0;
        const auto value = environment_.get(name);
        if (!value || !Poco::NumberParser::tryParse64(*value, number)) return std::nullopt;
        return number;
    }

private:
    const base::Environment& environment_;
};

void read_step(const Reader& read, Job& job) {
    job.step_id = read.text("BUILDKITE_STEP_ID");
    job.step_key = read.text("BUILDKITE_STEP_KEY");
    job.label = read.text("BUILDKITE_LABEL");
    job.retry = read.number("BUILDKITE_RETRY_COUNT").value_or(0);
    const auto index = read.number("BUILDKITE_PARALLEL_JOB");
    const auto count = read.number("BUILDKITE_PARALLEL_JOB_COUNT");
    if (index && count) job.parallel = Parallel{*index, *count};
}

void read_commit(const Reader& read, const base::Environment& environment, Job& job) {
    job.commit = read.text("BUILDKITE_COMMIT");
    job.branch = read.text("BUILDKITE_BRANCH");
    job.tag = read.text("BUILDKITE_TAG");
    job.repository_url = git::without_credentials(read.text("BUILDKITE_REPO", most_url_bytes));
    job.pull_request = read.number("BUILDKITE_PULL_REQUEST");  // "false" when there is none
    job.pull_request_head_commit = read.text("BUILDKITE_PULL_REQUEST_HEAD_COMMIT");
    job.merge_refspec = environment.flag("BUILDKITE_PULL_REQUEST_USING_MERGE_REFSPEC");
    job.checkout_path = environment.get("BUILDKITE_BUILD_CHECKOUT_PATH").value_or("");
    job.skip_checkout = environment.flag("BUILDKITE_SKIP_CHECKOUT");
    job.reached_command = environment.get("BUILDKITE_COMMAND_EXIT_STATUS").has_value();
}

}  // namespace

std::string Job::url() const { return build_url.empty() ? std::string() : build_url + "#" + id; }

base::Result<Job> read_job(const base::Environment& environment) {
    for (const char* name : {"BUILDKITE_JOB_ID", "BUILDKITE_ORGANIZATION_SLUG", "BUILDKITE_PIPELINE_SLUG",
                             "BUILDKITE_BUILD_ID", "BUILDKITE_BUILD_NUMBER"})
        if (!environment.get(name))
            return base::Error{"read the job from the environment", std::string(name) + " is not set",
                               "run it from a Buildkite job"};
    const Reader read(environment);
    const auto build_number = read.number("BUILDKITE_BUILD_NUMBER");
    if (!build_number)
        return base::Error{"read the job from the environment", "BUILDKITE_BUILD_NUMBER is not a number"};
    Job job;
    job.id = read.text("BUILDKITE_JOB_ID");
    job.organization = read.text("BUILDKITE_ORGANIZATION_SLUG");
    job.pipeline = read.text("BUILDKITE_PIPELINE_SLUG");
    job.build_id = read.text("BUILDKITE_BUILD_ID");
    job.build_number = *build_number;
    job.build_url = read.text("BUILDKITE_BUILD_URL", most_url_bytes);
    job.source = read.text("BUILDKITE_SOURCE");
    job.message = read.text("BUILDKITE_MESSAGE", most_message_bytes);
    read_step(read, job);
    read_commit(read, environment, job);
    job.agent_id = read.text("BUILDKITE_AGENT_ID");
    job.agent_name = read.text("BUILDKITE_AGENT_NAME");
    job.agent_queue = read.text("BUILDKITE_AGENT_META_DATA_QUEUE");
    return job;
}

}  // namespace buildkite
