#include "buildkite/job.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/job_environment.hpp"

using Catch::Matchers::ContainsSubstring;

TEST_CASE("a job is read from its environment") {
    const auto job = buildkite::read_job(test::job_environment({{"BUILDKITE_PARALLEL_JOB", "0"},
                                                                {"BUILDKITE_PARALLEL_JOB_COUNT", "4"},
                                                                {"BUILDKITE_RETRY_COUNT", "2"},
                                                                {"BUILDKITE_PULL_REQUEST", "17"}}));
    REQUIRE(job);
    CHECK(job->organization == "acme");
    CHECK(job->build_number == 7);
    CHECK(job->url() == "https://buildkite.com/acme/app/builds/7#job-1");
    CHECK(job->retry == 2);
    REQUIRE(job->parallel);
    CHECK(job->parallel->index == 0);
    CHECK(job->parallel->count == 4);
    CHECK(job->pull_request == 17);
    CHECK_FALSE(job->reached_command);
}

TEST_CASE("what Buildkite leaves empty or false is absent") {
    const auto job = buildkite::read_job(test::job_environment(
        {{"BUILDKITE_PULL_REQUEST", "false"}, {"BUILDKITE_TAG", ""}, {"BUILDKITE_STEP_KEY", ""}}));
    CHECK_FALSE(job->pull_request);
    CHECK_FALSE(job->parallel);
    CHECK(job->tag.empty());
}

TEST_CASE("a missing identity is named") {
    const auto job = buildkite::read_job(test::job_environment({{"BUILDKITE_BUILD_ID", ""}}));
    REQUIRE_FALSE(job);
    CHECK_THAT(job.error().message(), ContainsSubstring("BUILDKITE_BUILD_ID"));
    CHECK_FALSE(buildkite::read_job(test::job_environment({{"BUILDKITE_BUILD_NUMBER", "seven"}})));
}

TEST_CASE("foreign text is bounded and valid, and the repository's URL has no credentials") {
    const auto job = buildkite::read_job(test::job_environment({{"BUILDKITE_MESSAGE", std::string(70000, 'm')},
                                                                {"BUILDKITE_BRANCH", "bad\xff"},
                                                                {"BUILDKITE_REPO", "https://x:s3cret@host/o/r.git"}}));
    CHECK(job->message.size() == 1000);
    CHECK(job->branch == "bad\xEF\xBF\xBD");
    CHECK(job->repository_url == "https://host/o/r.git");
}
