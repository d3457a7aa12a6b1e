#include "buildkite/job_state.hpp"

#include <catch2/catch_test_macros.hpp>

#include "support/job_environment.hpp"

using buildkite::JobState;
using buildkite::outcome_at_exit;

TEST_CASE("how a job ended, from what a pre-exit hook sees") {
    const auto outcome = [](const test::Variables& variables) {
        return outcome_at_exit(test::environment_of(variables));
    };
    CHECK(outcome({{"BUILDKITE_COMMAND_EXIT_STATUS", "0"}}).state == JobState::passed);
    CHECK(outcome({{"BUILDKITE_COMMAND_EXIT_STATUS", "3"}}).state == JobState::failed);
    CHECK(outcome({{"BUILDKITE_COMMAND_EXIT_STATUS", "3"}}).exit_status == 3);
    CHECK(outcome({{"BUILDKITE_COMMAND_EXIT_STATUS", "-1"}}).exit_status == -1);

    const auto never_ran = outcome({});
    CHECK(never_ran.state == JobState::failed);
    CHECK_FALSE(never_ran.exit_status);

    CHECK(outcome({{"BUILDKITE_JOB_CANCELLED", "true"}, {"BUILDKITE_COMMAND_EXIT_STATUS", "-1"}}).state ==
          JobState::canceled);
    CHECK(outcome({{"BUILDKITE_JOB_CANCELLED", "true"}, {"BUILDKITE_JOB_TIMED_OUT", "true"}}).state ==
          JobState::timed_out);
    const auto hook_failed_later =
        outcome({{"BUILDKITE_COMMAND_EXIT_STATUS", "0"}, {"BUILDKITE_LAST_HOOK_EXIT_STATUS", "5"}});
    CHECK(hook_failed_later.state == JobState::failed);
    CHECK(hook_failed_later.exit_status == 5);
    const auto both_failed =
        outcome({{"BUILDKITE_COMMAND_EXIT_STATUS", "3"}, {"BUILDKITE_LAST_HOOK_EXIT_STATUS", "5"}});
    CHECK(both_failed.exit_status == 3);
    CHECK(outcome({{"BUILDKITE_COMMAND_EXIT_STATUS", "0"}, {"BUILDKITE_LAST_HOOK_EXIT_STATUS", "0"}}).state ==
          JobState::passed);
    CHECK(outcome({{"BUILDKITE_LAST_HOOK_EXIT_STATUS", "4"}}).exit_status == 4);
    CHECK(outcome({{"BUILDKITE_COMMAND_EXIT_STATUS", "junk"}}).state == JobState::failed);
}
