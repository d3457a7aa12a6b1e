#include "agent/option_value.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace agent;

TEST_CASE("sizes and ages") {
    CHECK(read_bytes("64M") == 64ULL << 20);
    CHECK(read_bytes("65536") == 65536);
    CHECK(read_bytes("1G") == 1ULL << 30);
    for (const char* bad : {"", "M", "-1", "1.5M", "1T", "99999999999999999999", "9999999999G"})
        CHECK_FALSE(read_bytes(bad));
    CHECK(read_age("14d") == std::chrono::hours(14 * 24));
    CHECK(read_age("90m") == std::chrono::minutes(90));
    for (const char* bad : {"", "14", "d", "-1d", "1w"}) CHECK_FALSE(read_age(bad));
}

TEST_CASE("lists are separated by commas or white space") {
    CHECK(read_list("main, release/*\tdev") == std::vector<std::string>{"main", "release/*", "dev"});
    CHECK(read_list(" , ").empty());
}

TEST_CASE("Sleuth's tags, with and without their #") {
    CHECK(*read_tags("#backend,db_2") == std::vector<std::string>{"#backend", "#db_2"});
    for (const char* bad : {"Backend", "a.b", "#"}) CHECK_FALSE(read_tags(bad));
}

TEST_CASE("links are names with URLs") {
    CHECK(*read_links("Build=https://x/?a=b, Log=http://y") == Links{{"Build", "https://x/?a=b"}, {"Log", "http://y"}});
    for (const char* bad : {"https://x", "=https://x", "a=ftp://x", "a=javascript:alert(1)"})
        CHECK_FALSE(read_links(bad));
}

TEST_CASE("branch patterns match as Buildkite's do") {
    CHECK(matches_any({"main"}, "main"));
    CHECK_FALSE(matches_any({"main"}, "mainline"));
    CHECK(matches_any({"release/*"}, "release/1.2/hotfix"));
    CHECK(matches_any({"x", "v[0-9]*"}, "v2"));
    CHECK_FALSE(matches_any({}, "main"));
}
