// The programs under test and the agents that run them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace test {

/// sleuth-buildkite: SLEUTH_TEST_AGENT_BINARY, else the one with sanitizers.
[[nodiscard]] std::string agent_binary();
/// The one that ships: SLEUTH_TEST_AGENT_BINARY, else the one for amd64.
[[nodiscard]] std::string static_binary();
[[nodiscard]] std::string endpoint_binary();

struct BuildkiteAgent {
    std::string name;    // as in cmake/dependencies.txt
    std::string binary;  // empty when it could not be installed
};
/// The agents of cmake/dependencies.txt.
[[nodiscard]] std::vector<BuildkiteAgent> buildkite_agents();

}  // namespace test
