#include "agent/install/hook_block.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace agent::install;

TEST_CASE("a block goes in and comes out without a trace") {
    const std::string script =
        GENERATE(as<std::string>(), "", "#!/bin/sh", "#!/bin/sh\n", "#!/bin/bash\nset -e\nexit 0\n", "export A=1",
                 "echo a\n\n\n", "# >>> sleuth-buildkite\necho \"# >>> sleuth-buildkite >>>\"\n");
    const auto position = GENERATE(Position::first, Position::last);
    const auto once = with_block(script, "pre-exit", "/usr/bin/sleuth-buildkite", position);
    CHECK(without_block(once) == script);
    CHECK(with_block(once, "pre-exit", "/usr/bin/sleuth-buildkite", position) == once);
    const auto moved = with_block(once, "pre-exit", "/opt/sleuth-buildkite", position);
    CHECK_THAT(moved, !Catch::Matchers::ContainsSubstring("/usr/bin"));
    CHECK(without_block(moved) == script);
}

TEST_CASE("the first block stands between the #! line and what may exit") {
    const auto hook = with_block("#!/bin/sh\nexit 0\n", "pre-exit", "/b/sleuth-buildkite", Position::first);
    CHECK(hook.starts_with("#!/bin/sh\n# >>>"));
    CHECK(hook.ends_with("exit 0\n"));
}

TEST_CASE("what a shell runs and what it does not") {
    for (const char* shell :
         {"#!/bin/sh\n", "#!/usr/bin/env bash\n", "#! /usr/bin/env -S bash -e\n", "echo no shebang\n", ""})
        CHECK(is_shell_script(shell));
    for (const char* other : {"#!/usr/bin/env python3\n", "#!/usr/bin/perl\n", "#!\n"})
        CHECK_FALSE(is_shell_script(other));
    CHECK_FALSE(
        is_shell_script(std::string("\x7f"
                                    "ELF\0\1",
                                    6)));
}

TEST_CASE("a shim is ours only as long as nobody has added to it") {
    const auto made = shim("agent-startup", "/b/it's/sleuth-buildkite");
    CHECK(is_shim(made));
    CHECK_FALSE(is_shim(made + "echo mine\n"));
    CHECK_FALSE(is_shim("#!/bin/sh\n"));
}

TEST_CASE("lines that the owner adds behind our block stay lines of their own") {
    const auto hook = with_block("#!/bin/bash\nexport A=1", "environment", "/b/sleuth-buildkite", Position::last);
    CHECK(without_block(hook + "export B=2\n") == "#!/bin/bash\nexport A=1\nexport B=2\n");
}

TEST_CASE("a block whose last line break was trimmed is found, and one without its end is told") {
    auto hook = with_block("#!/bin/sh\n", "pre-exit", "/b/sleuth-buildkite", Position::last);
    hook.pop_back();
    CHECK(without_block(hook) == "#!/bin/sh\n");
    CHECK(without_block(hook + "\r\nexit\n") == "#!/bin/sh\nexit\n");
    hook.resize(hook.size() - 5);
    CHECK_FALSE(without_block(hook));
    CHECK(has_broken_block(hook));
    CHECK_FALSE(has_broken_block("#!/bin/sh\n"));
}
