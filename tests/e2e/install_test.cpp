// `install` and `uninstall` of the real binary on real folders.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <map>

#include "support/binaries.hpp"
#include "support/process.hpp"

using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

/// A hooks folder with hand-written hooks, and our binary somewhere else.
struct Agent {
    test::TemporaryFolder folder;
    fs::path hooks = folder / "hooks";
    fs::path binary = folder / "bin/sleuth-buildkite";

    Agent() {
        test::write_file(hooks / "environment", "#!/bin/bash\n\nset -euo pipefail\nexport TEAM=shop");
        test::write_file(hooks / "pre-exit", "#!/bin/sh\necho bye\nexit 0\n");
        fs::permissions(hooks / "pre-exit", fs::perms(0755));
        fs::create_directories(binary.parent_path());
        fs::copy_file(test::agent_binary(), binary);
    }
    [[nodiscard]] test::Finished run(test::Arguments arguments, const test::Variables& variables = {}) const {
        arguments.insert(arguments.begin(), binary);
        return test::run(arguments, variables);
    }
    /// Name, mode and content (or target) of everything in the folder.
    [[nodiscard]] std::map<std::string, std::string> content() const {
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::directory_iterator(hooks)) {
            const auto mode = static_cast<unsigned>(entry.symlink_status().permissions());
            files[entry.path().filename()] =
                std::to_string(mode) + " " +
                (entry.is_symlink() ? fs::read_symlink(entry.path()).string() : test::file_content(entry.path()));
        }
        return files;
    }
};

}  // namespace

TEST_CASE("install, then uninstall, restores the folder byte for byte", "[hook]") {
    const Agent agent;
    const auto before = agent.content();
    const auto shown = agent.run({"install", "--hooks-path", agent.hooks, "--dry-run"});
    CHECK(shown.exit_code == 0);
    CHECK_THAT(shown.out, ContainsSubstring("+ " + (agent.hooks / "pre-command").string() + " -> ") &&
                              ContainsSubstring("+'" + agent.binary.string() + "' hook pre-exit"));
    CHECK(agent.content() == before);

    const auto installed = agent.run({"install", "--hooks-path", agent.hooks});
    INFO(installed.err);
    CHECK(installed.exit_code == 0);
    CHECK(installed.out == shown.out);
    CHECK(agent.content().size() == 7);
    CHECK(agent.run({"install", "--hooks-path", agent.hooks}).out == "everything is installed already\n");

    CHECK(agent.run({"uninstall", "--hooks-path", agent.hooks}).exit_code == 0);
    CHECK(agent.content() == before);
}

TEST_CASE("the owner's hooks do what they did with our block in them", "[hook]") {
    const Agent agent;
    REQUIRE(agent.run({"install", "--hooks-path", agent.hooks}).exit_code == 0);
    const auto environment = test::run({"bash", "-c", ". '" + (agent.hooks / "environment").string() + "'; echo $TEAM"},
                                       {{"SLEUTH_CONFIG", "/dev/null"}});
    CHECK(environment.out == "shop\n");
    const auto exit = test::run({agent.hooks / "pre-exit"}, {{"SLEUTH_CONFIG", "/dev/null"}});
    CHECK(exit.out == "bye\n");
    CHECK(exit.exit_code == 0);
    fs::remove(agent.binary);  // somebody has removed us without uninstalling
    CHECK(test::run({agent.hooks / "pre-exit"}).exit_code == 0);
}

TEST_CASE("the folder comes from the agent's own configuration file", "[hook]") {
    const Agent agent;
    test::write_file(agent.folder / "agent.cfg", "token=\"x\"\nhooks-path=\"" + agent.hooks.string() + "\"\n");
    const test::Variables variables{{"BUILDKITE_AGENT_CONFIG", agent.folder / "agent.cfg"}};
    CHECK(agent.run({"install"}, variables).exit_code == 0);
    CHECK(fs::is_symlink(agent.hooks / "pre-command"));
    const auto nowhere = agent.run({"install"}, {{"BUILDKITE_AGENT_CONFIG", "/missing"}});
    CHECK(nowhere.exit_code == 1);
    CHECK_THAT(nowhere.err, ContainsSubstring("--hooks-path"));
}

TEST_CASE("a folder or a binary that everybody may write to is refused", "[hook]") {
    const Agent agent;
    const auto before = agent.content();
    SECTION("the folder") { fs::permissions(agent.hooks, fs::perms(0777)); }
    SECTION("the binary") { fs::permissions(agent.binary, fs::perms(0777)); }
    const auto refused = agent.run({"install", "--hooks-path", agent.hooks});
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.err, ContainsSubstring("chmod o-w"));
    CHECK(agent.content() == before);
}
