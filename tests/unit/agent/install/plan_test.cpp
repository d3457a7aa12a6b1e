#include "agent/install/plan.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "agent/install/hook_block.hpp"
#include "support/temporary_folder.hpp"

using namespace agent::install;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

struct Hooks {
    test::TemporaryFolder folder;
    fs::path binary = folder / "bin/sleuth-buildkite";
    fs::path path = folder / "hooks";

    Hooks() {
        test::write_file(binary, "");
        fs::create_directories(path);
    }
    void install() const { REQUIRE(carry_out(*plan_install(path, binary))); }
    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), {}));
    }
};

}  // namespace

TEST_CASE("an empty folder gets links, and shims where the agent runs nothing but a shell") {
    const Hooks hooks;
    hooks.install();
    CHECK(fs::read_symlink(hooks.path / "pre-exit") == hooks.binary);
    CHECK(is_shim(test::file_content(hooks.path / "agent-startup")));
    CHECK((fs::status(hooks.path / "agent-startup").permissions() & fs::perms::all) == fs::perms(0755));
    CHECK_FALSE(fs::exists(hooks.path / "pre-bootstrap"));
    CHECK(plan_install(hooks.path, hooks.binary)->empty());
    REQUIRE(carry_out(*plan_uninstall(hooks.path)));
    CHECK(hooks.files() == 0);
}

TEST_CASE("the owner's hooks stay as they are, with their mode") {
    const Hooks hooks;
    test::write_file(hooks.path / "environment", "#!/bin/bash\nexport KEY=1");
    test::write_file(hooks.path / "pre-exit", "exit 0\n");
    fs::permissions(hooks.path / "pre-exit", fs::perms(0640));
    hooks.install();
    CHECK(how_installed(hooks.path, "environment") == Installed::block);
    CHECK(test::file_content(hooks.path / "environment").starts_with("#!/bin/bash\nexport KEY=1\n# >>>"));
    CHECK((fs::status(hooks.path / "pre-exit").permissions() & fs::perms::all) == fs::perms(0640));
    REQUIRE(carry_out(*plan_uninstall(hooks.path)));
    CHECK(hooks.files() == 2);
    CHECK(test::file_content(hooks.path / "environment") == "#!/bin/bash\nexport KEY=1");
    CHECK(test::file_content(hooks.path / "pre-exit") == "exit 0\n");
}

TEST_CASE("a hook that cannot take a block stops everything before anything is changed") {
    const Hooks hooks;
    SECTION("another language") { test::write_file(hooks.path / "pre-exit", "#!/usr/bin/python3\n"); }
    SECTION("a link to somebody's file") {
        test::write_file(hooks.folder / "theirs", "#!/bin/sh\n");
        fs::create_symlink(hooks.folder / "theirs", hooks.path / "pre-exit");
    }
    const auto plan = plan_install(hooks.path, hooks.binary);
    REQUIRE_FALSE(plan);
    CHECK_THAT(plan.error().message(), ContainsSubstring("pre-exit") && ContainsSubstring("additional-hooks-paths"));
    CHECK(hooks.files() == 1);
}

TEST_CASE("a folder that everybody may write to is refused") {
    const Hooks hooks;
    fs::permissions(hooks.path, fs::perms(0777));
    CHECK_THAT(plan_install(hooks.path, hooks.binary).error().message(), ContainsSubstring("chmod o-w"));
    CHECK_FALSE(plan_install(hooks.folder / "missing", hooks.binary));
}

TEST_CASE("a link of ours to another place, or where the agent needs a shell, is set right") {
    const Hooks hooks;
    fs::create_symlink("/old/sleuth-buildkite", hooks.path / "pre-exit");
    fs::create_symlink(hooks.binary, hooks.path / "agent-startup");
    hooks.install();
    CHECK(fs::read_symlink(hooks.path / "pre-exit") == hooks.binary);
    CHECK(how_installed(hooks.path, "agent-startup") == Installed::shim);
}

TEST_CASE("an installation that fails half-way leaves the folder as it was") {
    const Hooks hooks;
    test::write_file(hooks.path / "environment", "export A=1\n");
    auto changes = *plan_install(hooks.path, hooks.binary);
    changes.back().path = hooks.path / "missing/agent-shutdown";
    CHECK_FALSE(carry_out(changes));
    CHECK(hooks.files() == 1);
    CHECK(test::file_content(hooks.path / "environment") == "export A=1\n");
}
