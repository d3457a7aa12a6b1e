#include "agent/command_line.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using agent::read_command_line;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("words, options and switches") {
    const auto line = read_command_line({"flush", "--endpoint=https://x", "--refused", "--timeout", "9"}, {"refused"});
    REQUIRE(line);
    CHECK(line->words == std::vector<std::string>{"flush"});
    CHECK(line->flags == agent::Values{{"endpoint", "https://x"}, {"timeout", "9"}});
    CHECK(line->has("refused"));
}

TEST_CASE("a key on the command line is refused without being shown") {
    const auto line = read_command_line({"--api-key=s3cret"}, {});
    REQUIRE_FALSE(line);
    CHECK_THAT(line.error().message(), ContainsSubstring("SLEUTH_API_KEY") && !ContainsSubstring("s3cret"));
}

TEST_CASE("an unknown flag is named with the nearest known one") {
    CHECK_THAT(read_command_line({"--spool-dri", "/x"}, {}).error().message(), ContainsSubstring("--spool-dir?"));
    CHECK_FALSE(read_command_line({"--endpoint"}, {}));
}
