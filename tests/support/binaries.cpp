#include "support/binaries.hpp"

#include <cstdlib>

namespace test {
namespace {

std::string variable_or(const char* name, const std::string& fallback) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : fallback;
}

const std::string project = PROJECT_FOLDER;

}  // namespace

std::string agent_binary() {
    return variable_or("SLEUTH_TEST_AGENT_BINARY", project + "/build/dev/src/sleuth-buildkite");
}
std::string static_binary() {
    return variable_or("SLEUTH_TEST_AGENT_BINARY", project + "/dist/linux-amd64/sleuth-buildkite");
}
std::string endpoint_binary() { return project + "/build/dev/src/sleuth-endpoint"; }

std::vector<BuildkiteAgent> buildkite_agents() {
    const std::string cache =
        variable_or("SLEUTH_BUILDKITE_CACHE",
                    variable_or("XDG_CACHE_HOME", variable_or("HOME", "/root") + "/.cache") + "/sleuth-buildkite");
    std::vector<BuildkiteAgent> agents;
    for (const char* name : {"agent-v4", "agent-v3", "agent-v3-oldest"}) {
        const std::string binary = cache + "/agents/" + name + "/buildkite-agent";
        agents.push_back({name, std::filesystem::exists(binary) ? binary : ""});
    }
    return agents;
}

}  // namespace test
