#include "agent/settings.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/job_environment.hpp"
#include "support/temporary_folder.hpp"

using agent::Place;
using agent::Settings;
using Catch::Matchers::ContainsSubstring;

namespace {
/// Settings of an environment that has no configuration file of the machine's.
base::Result<Settings> read(test::Variables variables, const agent::Values& flags = {}) {
    static const test::TemporaryFolder folder;
    test::write_file(folder / "empty", "");
    variables.emplace("SLEUTH_CONFIG", folder / "empty");
    return Settings::read(test::environment_of(variables), flags);
}
}  // namespace

TEST_CASE("flag beats plugin option beats environment beats file beats default") {
    const test::TemporaryFolder folder;
    test::write_file(folder / "config", "organization = from-file\ntimeout = 7\nendpoint=https://file\n");
    test::Variables variables{{"SLEUTH_CONFIG", folder / "config"}};
    CHECK(read(variables)->get("organization")->value == "from-file");
    CHECK(read(variables)->get("organization")->place == Place::file);
    variables["SLEUTH_ORGANIZATION"] = "from-environment";
    CHECK(read(variables)->get("organization")->place == Place::environment);
    variables["BUILDKITE_PLUGIN_CONFIGURATION"] = R"({"organization": "from-plugin"})";
    CHECK(read(variables)->get("organization")->place == Place::pipeline);
    const auto settings = read(variables, {{"organization", "from-flag"}});
    CHECK(settings->get("organization")->value == "from-flag");
    CHECK(settings->get("delivery")->place == Place::fallback);
    CHECK_FALSE(settings->get("ca-file"));
    CHECK(settings->at(Place::file, "organization") == "from-file");
}

TEST_CASE("a variable that the pipeline's env sets is the pipeline's word, and a file that it names is not read") {
    const test::TemporaryFolder folder;
    test::write_file(folder / "env", "SLEUTH_ENDPOINT=\"https://x\"\nSLEUTH_CONFIG=\"f\"\n");
    test::write_file(folder / "config", "organization = x\n");
    const auto settings = read({{"BUILDKITE_ENV_FILE", folder / "env"},
                                {"SLEUTH_ENDPOINT", "https://x"},
                                {"SLEUTH_API_KEY", "k"},
                                {"SLEUTH_CONFIG", folder / "config"}});
    CHECK(settings->get("endpoint")->place == Place::pipeline);
    CHECK_FALSE(settings->get("organization"));
    CHECK(settings->get("api-key")->place == Place::environment);
}

TEST_CASE("a misspelt option is named with the nearest known one") {
    const auto in_plugin = read({{"BUILDKITE_PLUGIN_CONFIGURATION", R"({"endpiont": "https://x"})"}});
    REQUIRE_FALSE(in_plugin);
    CHECK_THAT(in_plugin.error().message(), ContainsSubstring("endpiont") && ContainsSubstring("endpoint?"));
    const test::TemporaryFolder folder;
    test::write_file(folder / "config", "spooldir = /x\n");
    CHECK_THAT(read({{"SLEUTH_CONFIG", folder / "config"}}).error().message(), ContainsSubstring("spool-dir?"));
}

TEST_CASE("a key written into a pipeline or misplaced in a file is refused without being shown") {
    const auto plugin = read({{"BUILDKITE_PLUGIN_CONFIGURATION", R"({"api-key": "s3cret"})"}});
    REQUIRE_FALSE(plugin);
    CHECK_THAT(plugin.error().message(), ContainsSubstring("api-key-env") && !ContainsSubstring("s3cret"));
    const test::TemporaryFolder folder;
    test::write_file(folder / "config", "api-key s3cret\n");
    const auto file = read({{"SLEUTH_CONFIG", folder / "config"}});
    REQUIRE_FALSE(file);
    CHECK_THAT(file.error().message(), !ContainsSubstring("s3cret"));
}

TEST_CASE("a file that was named must be readable") { CHECK_FALSE(read({{"SLEUTH_CONFIG", "/missing/config"}})); }

TEST_CASE("what the pipeline may have set is not the agent's environment") {
    const test::TemporaryFolder folder;
    test::write_file(folder / "env", "HTTPS_PROXY=\"x\"\n");
    const auto proxy_with = [](const std::string& env_file) {
        return read({{"BUILDKITE_ENV_FILE", env_file}, {"HTTPS_PROXY", "http://p:1"}})
            ->agents_environment()
            .get("HTTPS_PROXY");
    };
    CHECK(proxy_with(folder / "missing") == "http://p:1");
    CHECK_FALSE(proxy_with(folder / "env"));
    CHECK_FALSE(proxy_with(folder.path()));  // it is there and cannot be read
}
