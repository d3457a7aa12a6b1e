// The agent's own configuration file, as far as an installer needs it.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "base/environment.hpp"
#include "base/result.hpp"

namespace buildkite {

/// Where an agent looks for its configuration file, in its order: BUILDKITE_AGENT_CONFIG, then the usual places of its
/// packages (agent, clicommand/agent_start.go: defaultConfigFilePaths).
[[nodiscard]] std::vector<std::filesystem::path> agent_config_files(const base::Environment& environment);

struct AgentHooks {
    std::filesystem::path config_file;
    std::filesystem::path hooks_path;
};

/// `hooks-path` of the first of these files that is there. Fails when there is none, when it cannot be read, and when
/// it names no folder.
[[nodiscard]] base::Result<AgentHooks> agent_hooks(const base::Environment& environment);

}  // namespace buildkite
