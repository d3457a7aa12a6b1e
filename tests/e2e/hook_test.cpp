// The hook against a real endpoint: what it reports, and that it never fails a job.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/endpoint_process.hpp"
#include "support/git_repository.hpp"
#include "support/hook.hpp"
#include "support/scripted_server.hpp"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using test::run_hook;
using test::with;

TEST_CASE("a job is running, then ended, in the endpoint, with the checkout's SHA", "[hook]") {
    test::EndpointProcess endpoint;
    const test::GitRepository repository;
    const test::TemporaryFolder folder;
    const auto variables = endpoint.hook_variables(folder / "spool");
    const auto before = run_hook("pre-command", repository.path(), variables);
    CHECK(before.exit_code == 0);
    CHECK(before.err.empty());
    CHECK(before.out.empty());
    REQUIRE(endpoint.reports_of(repository.head()).size() == 1);

    const auto after =
        run_hook("pre-exit", repository.path(), with(variables, {{"BUILDKITE_COMMAND_EXIT_STATUS", "3"}}));
    CHECK(after.exit_code == 0);
    CHECK(after.err.empty());
    const auto reports = endpoint.reports_of(repository.head());
    REQUIRE(reports.size() == 2);
    CHECK(reports[0].job.state == "running");
    CHECK(reports[1].job.state == "failed");
    CHECK(reports[1].job.exit_status == 3);
    CHECK(reports[1].sha_source == "checkout");
    CHECK(reports[1].commit->author == "Ada <ada@example.com>");
    CHECK(reports[1].repository_url == "git@github.com:acme/app.git");
}

TEST_CASE("the binary is the hook that it is called, or that the agent names", "[hook]") {
    test::EndpointProcess endpoint;
    const test::GitRepository repository;
    const test::TemporaryFolder folder;
    auto variables = test::job_variables(
        with(endpoint.hook_variables(folder / "spool"),
             {{"BUILDKITE_BUILD_CHECKOUT_PATH", repository.path()}, {"SLEUTH_CONFIG", "/dev/null"}}));
    SECTION("argv[0]") {
        std::filesystem::create_symlink(test::agent_binary(), folder / "pre-command");
        CHECK(test::run({folder / "pre-command"}, variables).exit_code == 0);
    }
    SECTION("BUILDKITE_HOOK_PHASE") {
        variables["BUILDKITE_HOOK_PHASE"] = "pre-command";
        std::filesystem::create_symlink(test::agent_binary(), folder / "renamed");
        CHECK(test::run({folder / "renamed"}, variables).exit_code == 0);
    }
    CHECK(endpoint.reports_of(repository.head()).size() == 1);
}

TEST_CASE("a command that commits does not change what the job is reported for", "[hook]") {
    test::EndpointProcess endpoint;
    const test::GitRepository repository;
    const test::TemporaryFolder folder;
    const auto variables = endpoint.hook_variables(folder / "spool");
    const auto sha = repository.head();
    REQUIRE(run_hook("pre-command", repository.path(), variables).exit_code == 0);
    repository.commit("Release 1.2.3");
    REQUIRE(
        run_hook("pre-exit", repository.path(), with(variables, {{"BUILDKITE_COMMAND_EXIT_STATUS", "0"}})).exit_code ==
        0);
    CHECK(endpoint.reports_of(sha).size() == 2);
}

TEST_CASE("inline delivery waits for at most the timeout", "[hook]") {
    const test::SilentServer silent;
    const test::GitRepository repository;
    const test::TemporaryFolder folder;
    const auto hook = run_hook("pre-exit", repository.path(),
                               {{"SLEUTH_ENDPOINT", silent.url()},
                                {"SLEUTH_ORGANIZATION", "acme"},
                                {"SLEUTH_API_KEY", "k"},
                                {"SLEUTH_SPOOL_DIR", folder / "spool"},
                                {"SLEUTH_DELIVERY", "inline"},
                                {"SLEUTH_TIMEOUT", "1"},
                                {"BUILDKITE_COMMAND_EXIT_STATUS", "0"}});
    CHECK(hook.exit_code == 0);
    CHECK_THAT(hook.err, StartsWith("sleuth: warning: the report was not delivered within 1 s"));
}
