#include "agent/job_commit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/temporary_folder.hpp"

using agent::choose_commit;
using agent::Moment;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string sha_a(40, 'a');
const std::string sha_b(40, 'b');
const std::string sha_c(40, 'c');
const base::Error no_head{"read HEAD of /checkout", "not a repository"};

git::Head head_at(const std::string& sha, std::vector<std::string> parents = {}) {
    return {sha, git::CommitFacts{"Ada", "ada@example.com", {}, "Subject", std::move(parents)}, ""};
}

buildkite::Job job_with(const std::string& commit) {
    buildkite::Job job;
    job.commit = commit;
    job.reached_command = true;
    return job;
}

}  // namespace

TEST_CASE("the checkout's HEAD counts, whatever BUILDKITE_COMMIT says") {
    for (const std::string& said : {std::string("HEAD"), sha_b, std::string("v1.0"), std::string()}) {
        const auto commit = choose_commit(job_with(said), Moment::before_command, head_at(sha_a));
        REQUIRE(commit);
        CHECK(commit->sha == sha_a);
        CHECK(commit->sha_source == "checkout");
        CHECK(commit->commit->author == "Ada <ada@example.com>");
    }
}

TEST_CASE("without a HEAD a full BUILDKITE_COMMIT is taken, with the reason") {
    const auto commit = choose_commit(job_with(sha_b), Moment::before_command, no_head);
    REQUIRE(commit);
    CHECK(commit->sha == sha_b);
    CHECK(commit->sha_source == "BUILDKITE_COMMIT");
    CHECK_THAT(commit->sha_note, ContainsSubstring("not a repository"));
}

TEST_CASE("without a HEAD and without a full SHA there is no commit, and the message says both") {
    const auto commit = choose_commit(job_with("HEAD"), Moment::before_command, no_head);
    REQUIRE_FALSE(commit);
    CHECK_THAT(commit.error().message(), ContainsSubstring("not a repository") && ContainsSubstring("HEAD"));
}

TEST_CASE("a checkout that may be an earlier job's is not believed") {
    auto job = job_with(sha_b);
    SECTION("the job ended before its command") {
        job.reached_command = false;
        CHECK(choose_commit(job, Moment::at_exit, head_at(sha_a))->sha == sha_b);
        CHECK(choose_commit(job, Moment::at_exit, head_at(sha_b))->sha_source == "checkout");
        job.commit = "HEAD";
        CHECK_FALSE(choose_commit(job, Moment::at_exit, head_at(sha_a)));
    }
    SECTION("the checkout was skipped") {
        job.skip_checkout = true;
        CHECK(choose_commit(job, Moment::before_command, head_at(sha_a))->sha == sha_b);
    }
}

TEST_CASE("a pull request's speculative merge also gives the commit that was pushed") {
    const auto merge = head_at(sha_a, {sha_b, sha_c});
    auto job = job_with("HEAD");
    CHECK(choose_commit(job, Moment::before_command, merge)->head_sha.empty());  // a merge of the branch's own
    job.pull_request = 17;
    SECTION("named by the agent") {
        job.pull_request_head_commit = sha_c;
        CHECK(choose_commit(job, Moment::before_command, merge)->head_sha == sha_c);
    }
    SECTION("as BUILDKITE_COMMIT") {
        job.commit = sha_c;
        CHECK(choose_commit(job, Moment::before_command, merge)->head_sha == sha_c);
    }
    SECTION("by the merge refspec") {
        job.merge_refspec = true;
        CHECK(choose_commit(job, Moment::before_command, merge)->head_sha == sha_c);
    }
}
