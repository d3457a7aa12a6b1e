#include "buildkite/job_variables.hpp"

#include <catch2/catch_test_macros.hpp>

#include "support/job_environment.hpp"
#include "support/temporary_folder.hpp"

TEST_CASE("the agent's file tells which variables the pipeline set") {
    const test::TemporaryFolder folder;
    test::write_file(folder / "env", "PATH\nSLEUTH_ENDPOINT=\"https://x\"\nA=\"one\\ntwo=3\"\n");
    const auto names =
        buildkite::variables_set_by_pipeline(test::environment_of({{"BUILDKITE_ENV_FILE", folder / "env"}}));
    REQUIRE(names);
    CHECK(*names == std::set<std::string>{"A", "SLEUTH_ENDPOINT"});
}

TEST_CASE("without the file nothing is the pipeline's, with an unreadable one nobody can tell") {
    CHECK(buildkite::variables_set_by_pipeline(test::environment_of({}))->empty());
    CHECK(buildkite::variables_set_by_pipeline(test::environment_of({{"BUILDKITE_ENV_FILE", "/missing"}}))->empty());
    CHECK_FALSE(buildkite::variables_set_by_pipeline(test::environment_of({{"BUILDKITE_ENV_FILE", "/"}})));
}
