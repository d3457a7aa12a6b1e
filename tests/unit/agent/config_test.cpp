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

TEST_CASE("what is reported, and for which branches") {
    auto variables = complete;
    variables["SLEUTH_BRANCHES"] = "main release/*";
    variables["SLEUTH_EXCLUDE_BRANCHES"] = "release/old";
    variables["SLEUTH_TAGS"] = "backend";
    variables["SLEUTH_LINKS"] = "Runbook=https://wiki/x";
    variables["SLEUTH_DEPLOYMENT"] = "app";
    const auto config = config_of(variables);
    REQUIRE(config);
    CHECK(config->change.deployment == "app");
    CHECK(config->change.tags == std::vector<std::string>{"#backend"});
    CHECK(config->reports_branch("main"));
    CHECK(config->reports_branch("release/new"));
    CHECK_FALSE(config->reports_branch("release/old"));
    CHECK_FALSE(config->reports_branch("feature"));
    CHECK(config_of(complete)->reports_branch("anything"));
}

TEST_CASE("a pipeline's proxy and certificates do not count for the agent's key") {
    const test::TemporaryFolder folder;
    test::write_file(folder / "env",
                     "SLEUTH_PROXY=\"x\"\nHTTPS_PROXY=\"x\"\nSLEUTH_CA_FILE=\"x\"\nSSL_CERT_FILE=\"x\"\n");
    auto variables = complete;
    variables["BUILDKITE_JOB_ID"] = "job-1";
    variables["BUILDKITE_ENV_FILE"] = folder / "env";
    variables["SLEUTH_CA_FILE"] = "/checkout/ca.pem";
    variables["SSL_CERT_FILE"] = "/checkout/ca.pem";
    variables["HTTPS_PROXY"] = "http://evil:1";
    SECTION("by a variable of the pipeline's") {}
    SECTION("by an option of ours") { variables["SLEUTH_PROXY"] = "http://evil:1"; }
    const auto config = config_of(variables);
    REQUIRE(config);
    CHECK_FALSE(config->route.proxy);
    CHECK(config->route.ca_file.empty());
    CHECK_FALSE(config->route.trust_environment);
}

TEST_CASE("the agent's own proxy and certificates count, and so do those of whoever types a command") {
    auto variables = complete;
    variables["SLEUTH_PROXY"] = "http://user:pass@proxy:3128";
    variables["SLEUTH_CA_FILE"] = "/etc/ca.pem";
    for (const char* job : {"", "job-1"}) {
        variables["BUILDKITE_JOB_ID"] = job;
        const auto config = config_of(variables);
        REQUIRE(config);
        CHECK(config->route.proxy->shown() == "http://proxy:3128");
        CHECK(config->route.ca_file == "/etc/ca.pem");
    }
}

TEST_CASE("a bad value is named with what is allowed") {
    const auto [variable, value, expected] =
        GENERATE(table<std::string, std::string, std::string>({{"SLEUTH_DELIVERY", "later", "auto|inline|background"},
                                                               {"SLEUTH_TIMEOUT", "0", "1 to 300"},
                                                               {"SLEUTH_TIMEOUT", "301", "1 to 300"},
                                                               {"SLEUTH_TIMEOUT", "soon", "1 to 300"},
                                                               {"SLEUTH_SPOOL_MAX_BYTES", "1K", "64K to 100G"},
                                                               {"SLEUTH_SPOOL_MAX_AGE", "1", "1h to 365d"},
                                                               {"SLEUTH_TAGS", "A.B", "a-z"},
                                                               {"SLEUTH_LINKS", "x", "name=https"},
                                                               {"SLEUTH_DRY_RUN", "maybe", "true|false"},
                                                               {"SLEUTH_PROXY", "https://p:1", "http://"},
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
