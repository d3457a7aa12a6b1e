#include "agent/command_line.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using agent::read_command_line;
using Catch::Matchers::ContainsSubstring;

namespace {
constexpr agent::Flag own[] = {{"refused", "", "a switch"}, {"state", "STATE", "a value"}};
}

TEST_CASE("words, options, and the command's own flags") {
    const auto line =
        read_command_line({"bash", "--endpoint=https://x", "--refused", "--timeout", "9", "--state", "passed"}, own);
    REQUIRE(line);
    CHECK(line->words == std::vector<std::string>{"bash"});
    CHECK(line->flags == agent::Values{{"endpoint", "https://x"}, {"timeout", "9"}});
    CHECK(line->has("refused"));
    CHECK(line->value("state") == "passed");
    CHECK_FALSE(line->value("sha"));
}

TEST_CASE("an option that is true or false needs no value, and does not eat the next word") {
    const auto line = read_command_line({"--dry-run", "bash"}, {});
    REQUIRE(line);
    CHECK(line->words == std::vector<std::string>{"bash"});
    CHECK(line->flags == agent::Values{{"dry-run", "true"}});
    CHECK(read_command_line({"--dry-run=false"}, {})->flags == agent::Values{{"dry-run", "false"}});
    CHECK(read_command_line({"--dry-run", "false"}, {})->flags == agent::Values{{"dry-run", "false"}});
}

TEST_CASE("a key on the command line is refused without being shown") {
    const auto line = read_command_line({"--api-key=s3cret"}, {});
    REQUIRE_FALSE(line);
    CHECK_THAT(line.error().message(), ContainsSubstring("SLEUTH_API_KEY") && !ContainsSubstring("s3cret"));
}

TEST_CASE("an unknown flag is named with the nearest known one") {
    CHECK_THAT(read_command_line({"--spool-dri", "/x"}, {}).error().message(), ContainsSubstring("--spool-dir?"));
    CHECK_THAT(read_command_line({"--refusd"}, own).error().message(), ContainsSubstring("--refused?"));
    CHECK_FALSE(read_command_line({"--endpoint"}, {}));
}
