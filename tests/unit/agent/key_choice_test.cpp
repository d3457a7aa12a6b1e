#include "agent/key_choice.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "agent/config.hpp"
#include "support/job_environment.hpp"
#include "support/temporary_folder.hpp"

using agent::Place;

namespace {

/// An agent whose file names https://sleuth.corp with key `file-key`, unless variables say otherwise.
struct Agent {
    test::TemporaryFolder folder;
    test::Variables variables;

    Agent() {
        test::write_file(folder / "config",
                         "endpoint = https://sleuth.corp\norganization = acme\napi-key = file-key\n");
        test::write_file(folder / "empty", "");
        variables["SLEUTH_CONFIG"] = folder / "config";
    }
    void without_file() {
        variables["SLEUTH_CONFIG"] = folder / "empty";
        variables["SLEUTH_ORGANIZATION"] = "acme";
    }
    void pipeline_sets(const std::string& names_as_lines) {
        test::write_file(folder / "env", names_as_lines);
        variables["BUILDKITE_ENV_FILE"] = folder / "env";
    }
    void plugin(const std::string& json) { variables["BUILDKITE_PLUGIN_CONFIGURATION"] = json; }

    /// The key that would be sent; empty when none would.
    [[nodiscard]] std::string key() const {
        const auto settings = agent::Settings::read(test::environment_of(variables), {});
        REQUIRE(settings);
        const auto config = agent::make_config(*settings);
        return config ? config->key.key.reveal() : "";
    }
};

}  // namespace

TEST_CASE("the agent's key goes to the agent's endpoint") {
    Agent agent;
    CHECK(agent.key() == "file-key");
    agent.plugin(R"({"endpoint": "https://SLEUTH.corp:443/"})");  // the same one, by another spelling
    CHECK(agent.key() == "file-key");
    agent.without_file();
    agent.plugin("null");
    agent.variables["SLEUTH_ENDPOINT"] = "https://sleuth.corp";
    agent.variables["SLEUTH_API_KEY"] = "env-key";
    CHECK(agent.key() == "env-key");
}

TEST_CASE("a pipeline that names another endpoint gets none of the agent's keys") {
    Agent agent;
    SECTION("of the file, by the plugin") { agent.plugin(R"({"endpoint": "https://evil"})"); }
    SECTION("of the file, by env") {
        agent.variables["SLEUTH_ENDPOINT"] = "https://evil";
        agent.pipeline_sets("SLEUTH_ENDPOINT=\"https://evil\"\n");
    }
    SECTION("of the file, by env, without knowing that the pipeline set it") {
        agent.variables["SLEUTH_ENDPOINT"] = "https://evil";
    }
    SECTION("of the environment, by the plugin") {
        agent.without_file();
        agent.variables["SLEUTH_ENDPOINT"] = "https://sleuth.corp";
        agent.variables["SLEUTH_API_KEY"] = "env-key";
        agent.plugin(R"({"endpoint": "https://evil"})");
    }
    SECTION("of the environment, by env") {
        agent.without_file();
        agent.variables["SLEUTH_ENDPOINT"] = "https://evil";
        agent.variables["SLEUTH_API_KEY"] = "env-key";
        agent.pipeline_sets("SLEUTH_ENDPOINT=\"https://evil\"\n");
    }
    SECTION("by asking for it under its name") {
        agent.variables["SLEUTH_ENDPOINT"] = "https://sleuth.corp";
        agent.variables["SLEUTH_API_KEY"] = "env-key";
        agent.plugin(R"({"endpoint": "https://evil", "api-key-env": "SLEUTH_API_KEY"})");
    }
    SECTION("by asking for it under another name") {
        agent.variables["COPY"] = "file-key";
        agent.plugin(R"({"endpoint": "https://evil", "api-key-env": "COPY"})");
    }
    SECTION("by naming the agent's own file") {
        agent.variables["SLEUTH_ENDPOINT"] = "https://evil";
        agent.pipeline_sets("SLEUTH_ENDPOINT=\"https://evil\"\nSLEUTH_CONFIG=\"x\"\n");
    }
    SECTION("by the variable that the agent's file names") {
        test::write_file(agent.folder / "config",
                         "endpoint = https://sleuth.corp\norganization = acme\napi-key-env = TOK\n");
        agent.variables["TOK"] = "file-key";
        agent.plugin(R"({"endpoint": "https://evil", "api-key-env": "TOK"})");
    }
    SECTION("by making the list of its variables unreadable") {
        agent.without_file();
        agent.variables["SLEUTH_ENDPOINT"] = "https://evil";
        agent.variables["SLEUTH_API_KEY"] = "env-key";
        agent.variables["BUILDKITE_ENV_FILE"] = agent.folder.path();
    }
    SECTION("nor the agent's own token") {
        agent.variables["BUILDKITE_AGENT_ACCESS_TOKEN"] = "agent-token";
        agent.plugin(R"({"endpoint": "https://evil", "api-key-env": "BUILDKITE_AGENT_ACCESS_TOKEN"})");
    }
    CHECK(agent.key().empty());
}

TEST_CASE("a pipeline's own key goes to the endpoint it names") {
    Agent agent;
    agent.variables["QA_KEY"] = "qa-key";
    agent.plugin(R"({"endpoint": "https://qa", "api-key-env": "QA_KEY"})");
    CHECK(agent.key() == "qa-key");
}

TEST_CASE("a key loses the line break that its file ended in, and one with a header in it is refused") {
    Agent agent;
    agent.without_file();
    agent.variables["SLEUTH_ENDPOINT"] = "https://sleuth.corp";
    agent.variables["SLEUTH_API_KEY"] = "key\n";
    CHECK(agent.key() == "key");
    agent.variables["SLEUTH_API_KEY"] = "key\r\nX-Evil: 1";
    CHECK(agent.key().empty());
}

TEST_CASE("queues are shared by a rotated key of the file, and apart for any other key") {
    const auto queue = [](const std::string& endpoint, const std::string& key, Place place) {
        agent::Config config;
        config.target = {endpoint, "acme"};
        config.key = {base::Secret(key), place};
        return config.queue_name();
    };
    CHECK(queue("https://a", "old", Place::file) == queue("https://a", "new", Place::file));
    CHECK(queue("https://a", "one", Place::pipeline) != queue("https://a", "two", Place::pipeline));
    CHECK(queue("https://a", "one", Place::file) != queue("https://b", "one", Place::file));
}
