#include "buildkite/agent_config.hpp"

#include <catch2/catch_test_macros.hpp>

#include "support/job_environment.hpp"
#include "support/temporary_folder.hpp"

TEST_CASE("the hooks folder of an agent's configuration file") {
    const test::TemporaryFolder home;
    const auto environment = test::environment_of({{"HOME", home.path()}});
    const auto write = [&](const std::string& text) {
        test::write_file(home / ".buildkite-agent/buildkite-agent.cfg", text);
    };
    write("# hooks-path=/no\ntoken=\"x\"\nhooks-path=\"$HOME/.buildkite-agent/hooks\"\n");
    const auto hooks = buildkite::agent_hooks(environment);
    REQUIRE(hooks);
    CHECK(hooks->hooks_path == home / ".buildkite-agent/hooks");
    write("token=x\n");
    CHECK_FALSE(buildkite::agent_hooks(environment));
}

TEST_CASE("the file that the agent was told to use comes first") {
    const test::TemporaryFolder folder;
    test::write_file(folder / "cfg", "hooks-path = /opt/hooks\n");
    const auto hooks = buildkite::agent_hooks(test::environment_of({{"BUILDKITE_AGENT_CONFIG", folder / "cfg"}}));
    REQUIRE(hooks);
    CHECK(hooks->hooks_path == "/opt/hooks");
}
