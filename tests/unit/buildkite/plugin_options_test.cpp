#include "buildkite/plugin_options.hpp"

#include <catch2/catch_test_macros.hpp>

#include "support/job_environment.hpp"

using buildkite::PluginOptions;

TEST_CASE("the plugin's options keep their names in the JSON configuration") {
    const auto options = buildkite::read_plugin_options(test::environment_of(
        {{"BUILDKITE_PLUGIN_CONFIGURATION",
          R"({"api-key-env": "QA_KEY", "timeout": 9, "fail-on-error": true, "tags": ["#a", "#b"], "endpoint": null})"},
         {"BUILDKITE_PLUGIN_SLEUTH_ENDPOINT", "ignored"}}));
    CHECK(*options ==
          PluginOptions{{"api-key-env", "QA_KEY"}, {"timeout", "9"}, {"fail-on-error", "true"}, {"tags", "#a,#b"}});
}

TEST_CASE("without the JSON the flattened variables are read") {
    const auto options = buildkite::read_plugin_options(
        test::environment_of({{"BUILDKITE_PLUGIN_SLEUTH_API_KEY_ENV", "QA_KEY"}, {"OTHER", "x"}}));
    CHECK(*options == PluginOptions{{"api-key-env", "QA_KEY"}});
}

TEST_CASE("a plugin without options, and no plugin at all") {
    CHECK(buildkite::read_plugin_options(test::environment_of({{"BUILDKITE_PLUGIN_CONFIGURATION", "null"}}))->empty());
    CHECK(buildkite::read_plugin_options(test::environment_of({}))->empty());
}

TEST_CASE("a configuration that makes no sense is an error") {
    for (const char* text : {"[]", "{", R"({"endpoint": {"url": "x"}})"})
        CHECK_FALSE(buildkite::read_plugin_options(test::environment_of({{"BUILDKITE_PLUGIN_CONFIGURATION", text}})));
}
