#include "agent/config.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/job_environment.hpp"
#include "support/temporary_folder.hpp"

using Catch::Matchers::ContainsSubstring;

namespace {
const test::Variables complete{{"SLEUTH_ENDPOINT", "https://sleuth.corp"},
                               {"SLEUTH_ORGANIZATION", "acme"},
                               {"SLEUTH_API_KEY", "k"},
                               {"HOME", "/home/agent"}};

base::Result<agent::Config> config_of(test::Variables variables) {
    const test::TemporaryFolder folder;
    test::write_file(folder / "empty", "");
    variables.emplace("SLEUTH_CONFIG", folder / "empty");
    return agent::make_config(*agent::Settings::read(test::environment_of(variables), {}));
}
}  // namespace

TEST_CASE("a complete configuration, and its defaults") {
    const auto config = config_of(complete);
    REQUIRE(config);
    CHECK(config->delivery == agent::Delivery::automatic);
    CHECK(config->timeout == std::chrono::seconds(5));
    CHECK(config->spool == "/home/agent/.local/state/sleuth-buildkite/spool");
}

TEST_CASE("a bad value is named with what is allowed") {
    const auto [variable, value, expected] =
        GENERATE(table<std::string, std::string, std::string>({{"SLEUTH_DELIVERY", "later", "auto|inline|background"},
                                                               {"SLEUTH_TIMEOUT", "0", "1..300"},
                                                               {"SLEUTH_TIMEOUT", "301", "1..300"},
                                                               {"SLEUTH_TIMEOUT", "soon", "1..300"},
                                                               {"SLEUTH_SPOOL_DIR", "relative", "absolute path"},
                                                               {"SLEUTH_ORGANIZATION", "a/b", "slug"},
                                                               {"SLEUTH_ENDPOINT", "ftp://x", "https://"}}));
    auto variables = complete;
    variables[variable] = value;
    const auto config = config_of(variables);
    REQUIRE_FALSE(config);
    CHECK_THAT(config.error().message(), ContainsSubstring(expected));
}

TEST_CASE("what is missing is named with where to set it") {
    for (const char* variable : {"SLEUTH_ENDPOINT", "SLEUTH_ORGANIZATION", "SLEUTH_API_KEY"}) {
        auto variables = complete;
        variables.erase(variable);
        const auto config = config_of(variables);
        REQUIRE_FALSE(config);
        CHECK_THAT(config.error().message(), ContainsSubstring(variable));
    }
}
