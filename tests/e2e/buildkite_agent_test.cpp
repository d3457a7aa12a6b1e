// The real buildkite-agent runs the hooks and the plugin.
#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/endpoint_process.hpp"
#include "support/git_repository.hpp"
#include "support/hook.hpp"

using Catch::Matchers::ContainsSubstring;

namespace {

/// One agent, one repository, one endpoint.
struct World {
    test::BuildkiteAgent agent;
    test::EndpointProcess endpoint;
    test::GitRepository repository;
    test::TemporaryFolder folder;

    explicit World(test::BuildkiteAgent chosen) : agent(std::move(chosen)) {}

    void install_agent_hooks() const {
        std::filesystem::create_directories(folder / "hooks");
        test::must_run({test::agent_binary(), "install", "--hooks-path", folder / "hooks"});
    }
    /// The plugin as a repository of its own; returns what BUILDKITE_PLUGINS holds.
    [[nodiscard]] std::string plugins(const std::string& options) const {
        const auto plugin = folder / "sleuth-buildkite-plugin";
        std::filesystem::create_directories(plugin);
        for (const char* part : {"hooks", "lib"})
            std::filesystem::copy(std::filesystem::path(PROJECT_FOLDER) / part, plugin / part,
                                  std::filesystem::copy_options::recursive);
        std::filesystem::copy(PROJECT_FOLDER "/plugin.yml", plugin / "plugin.yml");
        test::must_run({"git", "init", "-q", "-b", "main", plugin});
        test::git_in(plugin, {"add", "."});
        test::git_in(plugin, {"commit", "-q", "-m", "The plugin"});
        return R"([{"file://)" + plugin.string() + R"(#main": )" + options + "}]";
    }
    [[nodiscard]] test::Arguments command(const std::string& job, const test::Variables& changes = {}) const {
        test::Arguments arguments{PROJECT_FOLDER "/script/run-job", agent.binary, folder.path(), repository.path(),
                                  job};
        for (const auto& [name, value] : test::with(endpoint.hook_variables(folder / "spool"), changes))
            arguments.push_back(name + "=" + value);
        return arguments;
    }
    /// The states in the order in which they were reported.
    [[nodiscard]] std::vector<std::string> states() const {
        std::vector<std::string> states;
        for (const auto& report : endpoint.reports_of(repository.head())) {
            CHECK(report.sha_source == "checkout");
            states.push_back(report.job.state);
        }
        return states;
    }
};

/// Each agent that is installed, in turn. script/test names those that are not.
test::BuildkiteAgent each_agent(const std::string& but_not = "") {
    std::vector<test::BuildkiteAgent> installed;
    for (const auto& agent : test::buildkite_agents())
        if (!agent.binary.empty() && agent.name != but_not) installed.push_back(agent);
    if (installed.empty()) SKIP("SKIPPED: no buildkite-agent is installed (script/setup says why)");
    return installed[GENERATE_COPY(range(std::size_t{0}, installed.size()))];
}

using States = std::vector<std::string>;

}  // namespace

TEST_CASE("agent hooks report a job that passes and one that fails, with the exit code unchanged", "[hook]") {
    const World world(each_agent());
    world.install_agent_hooks();
    const auto status = GENERATE(0, 7);
    const auto job = test::run(world.command("exit " + std::to_string(status)));
    INFO(job.out << job.err);
    CHECK(job.exit_code == status);
    CHECK(world.states() == States{"running", status == 0 ? "passed" : "failed"});
    CHECK_THAT(job.out + job.err, !ContainsSubstring("sleuth: warning"));
}

TEST_CASE("the plugin reports a job, and finds the binary by option and by variable", "[hook]") {
    const World world(each_agent());
    const bool by_option = GENERATE(true, false);
    auto command =
        by_option
            ? world.command("true",
                            {{"BUILDKITE_PLUGINS", world.plugins(R"({"binary": ")" + test::agent_binary() + "\"}")}})
            : world.command(
                  "true", {{"BUILDKITE_PLUGINS", world.plugins("{}")}, {"SLEUTH_BUILDKITE_BIN", test::agent_binary()}});
    const auto job = test::run(command);
    INFO(job.out << job.err);
    CHECK(job.exit_code == 0);
    CHECK(world.states() == States{"running", "passed"});
}

TEST_CASE("the plugin without its binary warns and leaves the job alone", "[hook]") {
    const World world(each_agent());
    const auto job = test::run(world.command("true", {{"BUILDKITE_PLUGINS", world.plugins("{}")}}));
    CHECK(job.exit_code == 0);
    CHECK_THAT(job.out + job.err, ContainsSubstring("sleuth: warning: sleuth-buildkite was not found"));
    CHECK(world.states().empty());
}

TEST_CASE("a binary that crashes does not fail the job", "[hook]") {
    const World world(each_agent());
    test::write_file(world.folder / "crash", "#!/bin/sh\nkill -SEGV $$\n");
    std::filesystem::permissions(world.folder / "crash", std::filesystem::perms::owner_all);
    const auto job = test::run(world.command(
        "true", {{"BUILDKITE_PLUGINS", world.plugins(R"({"binary": ")" + (world.folder / "crash").string() + "\"}")}}));
    CHECK(job.exit_code == 0);
}

TEST_CASE("an endpoint that is down does not change a job", "[hook]") {
    World world(each_agent());
    world.install_agent_hooks();
    world.endpoint.kill();
    const auto job = test::run(world.command("exit 7", {{"SLEUTH_DELIVERY", "background"}}));
    CHECK(job.exit_code == 7);
    world.endpoint.start();
    CHECK(test::flush(world.endpoint.hook_variables(world.folder / "spool")).exit_code == 0);
    CHECK(world.states() == States{"running", "failed"});
}

TEST_CASE("a job that never reaches its command is reported as failed, for the right commit", "[hook]") {
    const World world(each_agent());
    world.install_agent_hooks();
    // The earlier job leaves a checkout of another commit behind.
    REQUIRE(test::run(world.command("true")).exit_code == 0);
    const auto earlier = world.repository.head();
    const auto sha = world.repository.commit("Second");
    test::write_file(world.folder / "hooks/pre-checkout", "#!/bin/sh\nexit 1\n");
    std::filesystem::permissions(world.folder / "hooks/pre-checkout", std::filesystem::perms::owner_all);
    const auto job = test::run(world.command("true", {{"BUILDKITE_COMMIT", sha}, {"BUILDKITE_JOB_ID", "job-2"}}));
    CHECK(job.exit_code != 0);
    const auto reports = world.endpoint.reports_of(sha);
    INFO(job.out << job.err);
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].job.state == "failed");
    CHECK(reports[0].sha_source == "BUILDKITE_COMMIT");
    CHECK(world.endpoint.reports_of(earlier).size() == 2);
}

TEST_CASE("a job that is canceled half-way is reported as canceled", "[hook]") {
    // Agents before v3.93.1 do not tell their hooks of a cancelation.
    const World world(each_agent("agent-v3-oldest"));
    world.install_agent_hooks();
    test::Process job(world.command("touch " + (world.folder / "started").string() + "; exec sleep 60"), {});
    REQUIRE(test::eventually([&] { return std::filesystem::exists(world.folder / "started"); }));
    job.signal(SIGTERM);  // what the agent sends to its bootstrap
    const auto ended = job.wait();
    INFO(ended.out << ended.err);
    CHECK(world.states() == States{"running", "canceled"});
}

TEST_CASE("a deploy that is registered while a job runs shows it running then and passed now", "[hook]") {
    const World world(each_agent());
    world.install_agent_hooks();
    const auto deploy = "curl -sS --fail-with-body -H 'Authorization: Bearer " + world.endpoint.all_token() +
                        "' -d sha=" + world.repository.head() + " " + world.endpoint.url() +
                        "/api/1/deployments/acme/app/register_deploy";
    const auto job = test::run(world.command(deploy));
    INFO(job.out << job.err);
    CHECK(job.exit_code == 0);
    const auto builds = base::json::array(*world.endpoint.builds_of(world.repository.head()), "builds");
    REQUIRE(builds->size() == 1);
    const auto build = builds->getObject(0);
    CHECK(base::json::text(*build, "name") == "acme/app #1");
    CHECK(base::json::text(*base::json::object(*build, "at_deploy"), "state") == "running");
    CHECK(base::json::text(*base::json::object(*build, "now"), "state") == "passed");
}

TEST_CASE("a null in the plugin's configuration does not lose its options", "[hook]") {
    const World world(each_agent());
    const auto job =
        test::run(world.command("true", {{"BUILDKITE_PLUGINS", world.plugins(R"({"tags": null, "deployment": "app"})")},
                                         {"SLEUTH_BUILDKITE_BIN", test::agent_binary()}}));
    INFO(job.out << job.err);
    CHECK(job.exit_code == 0);
    const auto reports = world.endpoint.reports_of(world.repository.head());
    REQUIRE(reports.size() == 2);
    CHECK(reports[0].change.deployment == "app");
}

TEST_CASE("a key of the agent's configuration file does not appear in the job's log", "[hook]") {
    const World world(each_agent());
    world.install_agent_hooks();
    const std::string key = world.endpoint.build_token();
    test::write_file(world.folder / "config",
                     "endpoint = " + world.endpoint.url() + "\norganization = acme\napi-key = " + key + "\n");
    const bool mistaken = GENERATE(false, true);  // a misspelt option must not cost the redaction
    const auto job = test::run(world.command("cat '" + (world.folder / "config").string() + "'",
                                             {{"SLEUTH_CONFIG", world.folder / "config"},
                                              {"SLEUTH_API_KEY", ""},
                                              {"SLEUTH_ENDPOINT", ""},
                                              {"SLEUTH_TIMEOUT", mistaken ? "never" : ""}}));
    INFO(job.out << job.err);
    CHECK(job.exit_code == 0);
    CHECK_THAT(job.out + job.err, ContainsSubstring("api-key = [REDACTED]") && !ContainsSubstring(key));
    CHECK(world.states() == (mistaken ? States{} : States{"running", "passed"}));
}

TEST_CASE("an environment hook of the owner's that fails still fails the job with ours in it", "[hook]") {
    const World world(each_agent());
    test::write_file(world.folder / "hooks/environment", "#!/bin/bash\n[ -e /nowhere/token ]\n");
    const auto before = test::run(world.command("true"));
    world.install_agent_hooks();
    const auto after = test::run(world.command("true"));
    CHECK(before.exit_code == 1);
    CHECK(after.exit_code == 1);
}

TEST_CASE("with agent hooks and plugin the plugin's options hold for the reports of both", "[hook]") {
    const World world(each_agent());
    world.install_agent_hooks();
    const auto options = R"({"binary": ")" + test::agent_binary() + R"(", "deployment": "app", "tags": ["backend"]})";
    const auto job = test::run(world.command("true", {{"BUILDKITE_PLUGINS", world.plugins(options)}}));
    CHECK(job.exit_code == 0);
    CHECK(world.states() == States{"running", "passed"});
    for (const auto& report : world.endpoint.reports_of(world.repository.head())) {
        CHECK(report.change.deployment == "app");
        CHECK(report.change.tags == std::vector<std::string>{"#backend"});
    }
}
