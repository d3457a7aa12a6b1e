// The hooks of one job together: one start, one end, the right commit, in whatever order and how often they run.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/detached_senders.hpp"
#include "support/endpoint_process.hpp"
#include "support/git_repository.hpp"
#include "support/hook.hpp"

using Catch::Matchers::ContainsSubstring;
using test::with;

namespace {

using States = std::vector<std::string>;

struct Job {
    test::EndpointProcess endpoint;
    test::GitRepository repository;
    test::TemporaryFolder folder;
    test::Variables variables =
        with(endpoint.hook_variables(folder / "spool"), {{"BUILDKITE_HOOKS_PATH", folder / "hooks"}});

    Job() {
        for (const char* phase : {"pre-command", "post-command", "pre-exit"})
            test::write_file(folder / "hooks" / phase, "");
        std::filesystem::copy_file(test::agent_binary(), folder / "sleuth-buildkite");
        const auto installed = test::run({folder / "sleuth-buildkite", "install", "--hooks-path", folder / "hooks"});
        INFO(installed.err);
        REQUIRE(installed.exit_code == 0);
    }
    void hook(const std::string& phase, const test::Variables& changes = {}) const {
        test::quiet_hook(phase, repository.path(), with(variables, changes));
    }
    void plugin_hook(const std::string& phase, test::Variables changes = {}) const {
        changes.emplace("SLEUTH_PLUGIN_DIR", "/plugins/sleuth");
        hook(phase, changes);
    }
    [[nodiscard]] States states() const {
        States states;
        for (const auto& report : endpoint.reports_of(repository.head())) states.push_back(report.job.state);
        return states;
    }
};

const test::Variables passed{{"BUILDKITE_COMMAND_EXIT_STATUS", "0"}};

}  // namespace

TEST_CASE("agent hooks and plugin on the same job report one start and one end", "[hook]") {
    const Job job;
    for (const char* phase : {"environment", "post-checkout", "pre-command"}) {
        job.hook(phase);
        job.plugin_hook(phase);
    }
    SECTION("in v3's order of post hooks") {
        job.hook("post-command", passed);
        job.plugin_hook("post-command", passed);
        job.hook("pre-exit", passed);
        job.plugin_hook("pre-exit", passed);
    }
    SECTION("in v4's order, which is reversed") {
        job.plugin_hook("post-command", passed);
        job.hook("post-command", passed);
        job.plugin_hook("pre-exit", passed);
        job.hook("pre-exit", passed);
    }
    CHECK(job.states() == States{"running", "passed"});
}

TEST_CASE("a post-command hook that fails before ours is noticed even when its status is covered up", "[hook]") {
    const Job job;
    const auto hook = [&](const std::string& phase, bool plugin) {
        plugin ? job.plugin_hook(phase, passed) : job.hook(phase, passed);
    };
    const bool plugin = GENERATE(false, true);
    job.plugin_hook("environment");
    hook("pre-command", plugin);
    hook("pre-exit", plugin);  // after another plugin's pre-exit, which has set BUILDKITE_LAST_HOOK_EXIT_STATUS to 0
    CHECK(job.states() == States{"running", "failed"});
}

TEST_CASE("an agent that has only the hooks of before is not taken for one whose post-command failed", "[hook]") {
    const Job job;
    std::filesystem::remove(job.folder / "hooks/post-command");
    job.hook("pre-command");
    job.hook("pre-exit", passed);
    CHECK(job.states() == States{"running", "passed"});
}

TEST_CASE("of several ends the one that says more counts", "[hook]") {
    const Job job;
    const test::Variables failed{{"BUILDKITE_COMMAND_EXIT_STATUS", "4"}};
    job.hook("pre-command");
    job.hook("post-command", passed);
    SECTION("the second container of a pod fails") {
        job.hook("pre-exit", passed);
        job.hook("pre-exit", failed);
        CHECK(job.states() == States{"running", "passed", "failed"});
    }
    SECTION("the first one did") {
        job.hook("pre-exit", failed);
        job.hook("pre-command");
        job.hook("pre-exit", passed);
        CHECK(job.states() == States{"running", "failed"});
    }
    SECTION("a job is canceled while its command ends, and the agent may get no further than post-command") {
        const test::Variables canceled{{"BUILDKITE_COMMAND_EXIT_STATUS", "-1"}, {"BUILDKITE_JOB_CANCELLED", "true"}};
        job.hook("post-command", canceled);
        CHECK(job.states() == States{"running", "canceled"});
        job.hook("pre-exit", canceled);
        CHECK(job.states() == States{"running", "canceled"});
    }
}

TEST_CASE("when the job began is reported with each state", "[hook]") {
    const Job job;
    job.hook("environment");
    const auto after_environment = base::SystemClock().now();
    job.hook("pre-command");
    job.hook("pre-exit", passed);
    const auto reports = job.endpoint.reports_of(job.repository.head());
    REQUIRE(reports.size() == 2);
    CHECK(reports[0].job.started_at <= after_environment);
    CHECK(reports[0].job.started_at == reports[1].job.started_at);
}

TEST_CASE("a job that fails between checkout and command is reported for the commit that was checked out", "[hook]") {
    const Job job;
    const auto sha = job.repository.head();
    job.hook("environment");
    job.hook("post-checkout");
    job.repository.commit("By another hook, which then fails");
    job.hook("pre-exit", {{"BUILDKITE_COMMIT", "HEAD"}});
    const auto reports = job.endpoint.reports_of(sha);
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].job.state == "failed");
    CHECK(reports[0].sha_source == "checkout");
}

TEST_CASE("only jobs of the branches that are asked for are reported", "[hook]") {
    const Job job;
    const auto hook =
        test::run_hook("pre-exit", job.repository.path(),
                       with(job.variables, {{"SLEUTH_BRANCHES", "release/*"}, {"SLEUTH_LOG_LEVEL", "info"}}));
    CHECK(hook.exit_code == 0);
    CHECK_THAT(hook.err, ContainsSubstring("branch main is not reported"));
    CHECK(job.states().empty());
}

TEST_CASE("what is configured for the job is in its report", "[hook]") {
    const Job job;
    job.hook("pre-exit",
             with(passed, {{"BUILDKITE_PLUGIN_CONFIGURATION",
                            R"({"deployment": "app", "environment": "production", "tags": ["backend", "#db"],
                                            "links": {"Runbook": "https://wiki/x"}})"}}));
    const auto report = job.endpoint.reports_of(job.repository.head()).at(0);
    CHECK(report.change.deployment == "app");
    CHECK(report.change.environment == "production");
    CHECK(report.change.tags == std::vector<std::string>{"#backend", "#db"});
    CHECK(report.change.links == std::vector<std::pair<std::string, std::string>>{{"Runbook", "https://wiki/x"}});
}

TEST_CASE("a dry run prints the request without the key, and leaves and sends nothing", "[hook]") {
    const Job job;
    const auto dry = with(job.variables, {{"SLEUTH_DRY_RUN", "true"}});
    CHECK(test::run_hook("environment", job.repository.path(), dry).out.empty());
    const auto hook = test::run_hook("pre-command", job.repository.path(), dry);
    CHECK(hook.exit_code == 0);
    CHECK_THAT(hook.out, ContainsSubstring("POST /api/1/builds/acme/register_build HTTP/1.1") &&
                             ContainsSubstring("Authorization: Bearer ***") &&
                             ContainsSubstring(R"("sha":")" + job.repository.head()) &&
                             !ContainsSubstring(job.endpoint.build_token()));
    CHECK_FALSE(std::filesystem::exists(job.folder / "spool"));
    CHECK(job.states().empty());
}

TEST_CASE("an agent that starts or stops sends what waits", "[hook]") {
    Job job;
    job.endpoint.kill();
    job.hook("pre-exit", with(passed, {{"SLEUTH_DELIVERY", "background"}}));
    test::kill_detached_senders();
    job.endpoint.start();
    const auto phase = GENERATE(as<std::string>(), "agent-startup", "agent-shutdown");
    const auto hook =
        test::run({test::agent_binary(), "hook", phase}, with(job.variables, {{"SLEUTH_CONFIG", "/dev/null"}}));
    CHECK(hook.exit_code == 0);
    CHECK(hook.err.empty());
    CHECK(test::eventually([&] { return job.states() == States{"passed"}; }));
}

TEST_CASE("an agent starts whatever is wrong with our configuration", "[hook]") {
    const auto hook = test::run({test::agent_binary(), "hook", "agent-startup"},
                                {{"SLEUTH_CONFIG", "/missing"}, {"SLEUTH_FAIL_ON_ERROR", "true"}});
    CHECK(hook.exit_code == 0);
    CHECK_THAT(hook.err, ContainsSubstring("sleuth: warning"));
}

TEST_CASE("a dry run of a command that changes something changes nothing", "[hook]") {
    Job job;
    job.endpoint.kill();
    job.hook("pre-exit", with(passed, {{"SLEUTH_DELIVERY", "background"}}));
    test::kill_detached_senders();
    const auto run = [&](test::Arguments arguments) {
        arguments.insert(arguments.begin(), test::agent_binary());
        return test::run(arguments, with(job.variables, {{"SLEUTH_CONFIG", "/dev/null"}, {"SLEUTH_DRY_RUN", "true"}}));
    };
    CHECK(run({"spool", "purge", "--waiting"}).out == "would remove 1 reports\n");
    CHECK_THAT(run({"spool", "flush"}).out, ContainsSubstring("would send 1 reports"));
    std::filesystem::create_directory(job.folder / "empty");
    CHECK(run({"install", "--hooks-path", job.folder / "empty"}).exit_code == 0);
    CHECK(std::filesystem::is_empty(job.folder / "empty"));
    job.endpoint.start();
    CHECK(test::flush(job.variables).out == "delivered 1, refused 0, waiting 0\n");
}
