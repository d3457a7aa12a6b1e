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
    for (const char* text : {"[]", "{", R"({"links": {"a": {"b": "x"}}})"})
        CHECK_FALSE(buildkite::read_plugin_options(test::environment_of({{"BUILDKITE_PLUGIN_CONFIGURATION", text}})));
}

TEST_CASE("an object becomes name=text pairs") {
    const auto options = buildkite::read_plugin_options(test::environment_of(
        {{"BUILDKITE_PLUGIN_CONFIGURATION", R"({"links": {"Runbook": "https://x/a,b", "Log": "https://y"}})"}}));
    CHECK(options->at("links") == "Log=https://y,Runbook=https://x/a%2Cb");
}

TEST_CASE("a null in the configuration, which drops the plugin's variables, does not lose the options") {
    test::Variables variables{{"SLEUTH_PLUGIN_DIR", "/plugins/agent/github-com-acme-sleuth-buildkite-plugin-v1-0-0"}};
    const auto options = [&](const std::string& plugins) {
        variables["BUILDKITE_PLUGINS"] = plugins;
        return buildkite::read_plugin_options(test::environment_of(variables));
    };
    const std::string docker = R"({"https://github.com/x/docker-buildkite-plugin#v5": {"image": "a"}})";
    SECTION("found by the name of its checkout") {
        const auto found = options("[" + docker +
                                   R"(, {"https://other/sleuth#v1": {"timeout": 1}},
                                      {"https://github.com/acme/sleuth-buildkite-plugin#v1.0.0": {"timeout": 9, "tags": null}}])");
        CHECK(*found == PluginOptions{{"timeout", "9"}});
    }
    SECTION("found by its name") {
        CHECK(*options("[" + docker + R"(, {"acme/my-Sleuth#v2": {"timeout": 9}}, "x/sleuth#v1"])") ==
              PluginOptions{{"timeout", "9"}});
    }
    SECTION("not found") { CHECK(options("[" + docker + "]")->empty()); }
    SECTION("ambiguous") {
        CHECK_FALSE(options(R"([{"a/sleuth#v1": {"timeout": 1}}, {"b/sleuth#v1": {"timeout": 2}}])"));
    }
    SECTION("an agent hook sees all plugins, and is none of them") {
        variables.erase("SLEUTH_PLUGIN_DIR");
        CHECK(options(R"([{"acme/sleuth#v2": {"timeout": 9}}])")->empty());
    }
}
