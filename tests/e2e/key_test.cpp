// Keys: they reach the endpoint they were configured for, and nothing and nobody else.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/detached_senders.hpp"
#include "support/git_repository.hpp"
#include "support/hook.hpp"
#include "support/scripted_server.hpp"

using Catch::Matchers::ContainsSubstring;
using test::with;

namespace {

constexpr const char* agent_key = "agent-s3cret-0123456789";

/// An agent whose configuration file names one server, and a pipeline that may name another.
struct World {
    test::ScriptedServer agents{test::accept_all};
    test::ScriptedServer pipelines{test::accept_all};
    test::GitRepository repository;
    test::TemporaryFolder folder;
    test::Variables variables{{"SLEUTH_CONFIG", folder / "config"},
                              {"SLEUTH_SPOOL_DIR", folder / "spool"},
                              {"SLEUTH_DELIVERY", "inline"},
                              {"BUILDKITE_COMMAND_EXIT_STATUS", "0"}};

    World() {
        test::write_file(folder / "config",
                         "endpoint = " + agents.url() + "\norganization = acme\napi-key = " + agent_key + "\n");
    }
    test::Finished hook(const test::Variables& changes) const {
        return test::run_hook("pre-exit", repository.path(), with(variables, changes));
    }
};

}  // namespace

TEST_CASE("the agent's key goes to the agent's endpoint", "[hook]") {
    const World world;
    CHECK(world.hook({}).err.empty());
    REQUIRE(world.agents.requests().size() == 1);
    CHECK(world.agents.requests()[0].credential.reveal() == agent_key);
}

TEST_CASE("a pipeline that names another endpoint gets no key, and no request is made", "[hook]") {
    const World world;
    test::Variables changes;
    SECTION("as the plugin's option") {
        changes["BUILDKITE_PLUGIN_CONFIGURATION"] = R"({"endpoint": ")" + world.pipelines.url() + R"("})";
    }
    SECTION("as a variable of its env") {
        changes["SLEUTH_ENDPOINT"] = world.pipelines.url();
        test::write_file(world.folder / "env", "SLEUTH_ENDPOINT=\"" + world.pipelines.url() + "\"\n");
        changes["BUILDKITE_ENV_FILE"] = world.folder / "env";
    }
    const auto hook = world.hook(changes);
    CHECK(hook.exit_code == 0);
    CHECK_THAT(hook.err, ContainsSubstring("sleuth: warning: choose the API key") && !ContainsSubstring(agent_key));
    CHECK(test::detached_senders().empty());
    CHECK(world.pipelines.requests().empty());
    CHECK(world.agents.requests().empty());
}

TEST_CASE("a pipeline with an endpoint and a key of its own uses both", "[hook]") {
    const World world;
    const auto hook = world.hook({{"BUILDKITE_PLUGIN_CONFIGURATION",
                                   R"({"endpoint": ")" + world.pipelines.url() + R"(", "api-key-env": "QA_KEY"})"},
                                  {"QA_KEY", "qa-key"}});
    CHECK(hook.err.empty());
    REQUIRE(world.pipelines.requests().size() == 1);
    CHECK(world.pipelines.requests()[0].credential.reveal() == "qa-key");
    CHECK(world.agents.requests().empty());
}

TEST_CASE("a key is neither in the spool nor in a message, even when the server echoes it", "[hook]") {
    const test::ScriptedServer echo([](const endpoint::Request& request) {
        return endpoint::Response{403, "text/plain", "no entry for " + request.credential.reveal(), {}};
    });
    const World world;
    const auto hook = world.hook({{"SLEUTH_ENDPOINT", echo.url()},
                                  {"SLEUTH_API_KEY", agent_key},
                                  {"BUILDKITE_REPO", std::string("https://x:") + agent_key + "@host/o/r"}});
    CHECK(echo.requests().size() == 1);
    CHECK_THAT(hook.out + hook.err, !ContainsSubstring(agent_key));
    const auto list = test::run({test::agent_binary(), "spool", "list"}, world.variables);
    CHECK_THAT(list.out, ContainsSubstring("no entry for ***") && !ContainsSubstring(agent_key));
    for (const auto& entry : std::filesystem::recursive_directory_iterator(world.folder / "spool"))
        if (entry.is_regular_file()) CHECK_THAT(test::file_content(entry.path()), !ContainsSubstring(agent_key));
}

TEST_CASE("a key is on no command line of a sender at work", "[hook]") {
    const test::SilentServer silent;
    const World world;
    const auto hook = world.hook(
        {{"SLEUTH_ENDPOINT", silent.url()}, {"SLEUTH_API_KEY", agent_key}, {"SLEUTH_DELIVERY", "background"}});
    CHECK(hook.err.empty());
    std::vector<pid_t> senders;
    REQUIRE(test::eventually([&] { return !(senders = test::detached_senders()).empty(); }));
    const auto command_line = test::file_content("/proc/" + std::to_string(senders.front()) + "/cmdline");
    CHECK_THAT(command_line, ContainsSubstring("pre-exit") && !ContainsSubstring(agent_key));
}

TEST_CASE("fail-on-error is the only way for a hook to fail a job", "[hook]") {
    const World world;
    const test::Variables broken{{"SLEUTH_SPOOL_DIR", "/proc/nowhere"}};
    CHECK(world.hook(broken).exit_code == 0);
    CHECK(world.hook(with(broken, {{"SLEUTH_FAIL_ON_ERROR", "true"}})).exit_code == 1);
}
