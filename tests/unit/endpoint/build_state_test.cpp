#include "endpoint/build_state.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/sample_report.hpp"

using endpoint::build_at;
using sleuth::BuildReport;

namespace {

const base::Instant start = *base::parse_iso8601("2026-11-23T12:00:00Z");
base::Instant at(int second) { return start + std::chrono::seconds(second); }

BuildReport report(const std::string& job, const std::string& state, int second) {
    auto made = test::sample_report(job + state, state);
    made.job.id = job;
    made.job.label = job;
    made.occurred_at = at(second);
    return made;
}

std::string state_at(const std::vector<BuildReport>& reports, int second) {
    const auto build = build_at(reports, at(second));
    return build ? build->state : "unknown";
}

}  // namespace

TEST_CASE("a build's state at any time, whatever order its reports came in") {
    std::vector<BuildReport> reports{report("a", "running", 10), report("a", "passed", 20), report("b", "running", 15),
                                     report("b", "failed", 30)};
    const auto order = GENERATE(range(0, 24));
    std::sort(reports.begin(), reports.end(), [](const auto& x, const auto& y) { return x.id < y.id; });
    for (int i = 0; i < order; ++i)
        std::next_permutation(reports.begin(), reports.end(), [](const auto& x, const auto& y) { return x.id < y.id; });
    CHECK(state_at(reports, 9) == "unknown");
    CHECK(state_at(reports, 10) == "running");
    CHECK(state_at(reports, 25) == "running");
    CHECK(state_at(reports, 30) == "failed");
    const auto build = build_at(reports, at(100));
    REQUIRE(build->jobs.size() == 2);
    CHECK(build->jobs[0].started_at == at(10));
    CHECK(build->jobs[0].ended_at == at(20));
}

TEST_CASE("what the jobs' states make of the build") {
    const auto of = [](std::vector<std::string> states) {
        std::vector<BuildReport> reports;
        for (const auto& state : states) reports.push_back(report("job" + std::to_string(reports.size()), state, 1));
        return state_at(reports, 1);
    };
    CHECK(of({"passed", "passed"}) == "passed");
    CHECK(of({"passed", "failed"}) == "failed");
    CHECK(of({"running", "failed"}) == "failing");
    CHECK(of({"passed", "timed_out"}) == "failed");
    CHECK(of({"passed", "canceled"}) == "canceled");
    CHECK(of({"canceled", "failed"}) == "failed");
    CHECK(of({"scheduled"}) == "running");
}

TEST_CASE("of two reports at the same millisecond the one that ends the job counts") {
    CHECK(state_at({report("a", "passed", 1), report("a", "running", 1)}, 1) == "passed");
    CHECK(state_at({report("a", "running", 1), report("a", "passed", 1)}, 1) == "passed");
}

TEST_CASE("a repeated end keeps the first end's time and the latest state") {
    const auto build = build_at({report("a", "running", 1), report("a", "passed", 2), report("a", "failed", 3)}, at(9));
    CHECK(build->state == "failed");
    CHECK(build->jobs[0].ended_at == at(2));
}

TEST_CASE("a retried job counts no more once its retry is known") {
    auto retry = report("b", "running", 5);
    retry.job.label = "a";
    retry.job.retry = 1;
    auto retry_passed = retry;
    retry_passed.job.state = "passed";
    retry_passed.occurred_at = at(6);
    const std::vector<BuildReport> reports{report("a", "failed", 4), retry, retry_passed};
    CHECK(state_at(reports, 4) == "failed");
    CHECK(state_at(reports, 5) == "running");
    CHECK(state_at(reports, 6) == "passed");
    CHECK(build_at(reports, at(6))->jobs[0].superseded);
}

TEST_CASE("parallel jobs of one step are not retries of each other") {
    auto first = report("a", "failed", 1);
    auto second = report("b", "passed", 1);
    for (auto* job : {&first, &second}) job->job.step_id = "step";
    second.job.label = first.job.label;
    first.job.parallel_index = 0;
    second.job.parallel_index = 1;
    second.job.retry = 1;
    CHECK(state_at({first, second}, 1) == "failed");
}

TEST_CASE("jobs of a matrix, which share a step, are not retries of each other") {
    auto linux_failed = report("a", "failed", 1);
    auto mac_passed = report("b", "passed", 1);
    for (auto* job : {&linux_failed, &mac_passed}) job->job.step_id = "step";
    mac_passed.job.retry = 1;
    CHECK(state_at({linux_failed, mac_passed}, 1) == "failed");
}

TEST_CASE("a passed build is called Success, as Sleuth does") {
    CHECK(endpoint::friendly_state("passed") == "Success");
    CHECK(endpoint::friendly_state("timed_out") == "Timed out");
}
