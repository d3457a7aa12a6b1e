#include "agent/option_table.hpp"

#include <catch2/catch_test_macros.hpp>
#include <regex>
#include <set>

#include "support/temporary_folder.hpp"

TEST_CASE("plugin.yml offers the options of the table that a pipeline may set, and no others") {
    const std::string yaml = test::file_content(PROJECT_FOLDER "/plugin.yml");
    std::set<std::string> offered;
    const std::regex property("\n    ([a-z-]+):\n");
    for (std::sregex_iterator match(yaml.begin(), yaml.end(), property), end; match != end; ++match)
        offered.insert((*match)[1]);
    std::set<std::string> known;
    for (const auto& option : agent::options())
        if (!option.secret && option.name != "config") known.insert(std::string(option.name));
    CHECK(offered == known);
}

TEST_CASE("docs/options.md is what the table says") {
    CHECK(test::file_content(PROJECT_FOLDER "/docs/options.md").find(agent::options_as_markdown()) !=
          std::string::npos);
}

TEST_CASE("the nearest option to a misspelt one") {
    CHECK(agent::nearest_option("endpiont") == "endpoint");
    CHECK(agent::nearest_option("api_key_env") == "api-key-env");
    CHECK(agent::nearest_option("something-else-entirely").empty());
}
