#include "base/config_lines.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using Lines = std::vector<std::pair<std::string, std::string>>;

TEST_CASE("name = value lines") {
    const auto lines =
        base::read_config_lines("# comment\n\n; comment\na = 1\n b=\"two words\" \nc = 'x'\nd=#tag\n e =\r\n");
    REQUIRE(lines);
    CHECK(*lines == Lines{{"a", "1"}, {"b", "two words"}, {"c", "x"}, {"d", "#tag"}, {"e", ""}});
}

TEST_CASE("a line that is none is told by its number and not shown") {
    const auto lines = base::read_config_lines("a = 1\ns3cret\n");
    REQUIRE_FALSE(lines);
    CHECK_THAT(lines.error().message(),
               Catch::Matchers::ContainsSubstring("line 2") && !Catch::Matchers::ContainsSubstring("s3cret"));
}
