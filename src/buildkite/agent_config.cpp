#include "buildkite/agent_config.hpp"

#include <Poco/String.h>

#include <string>
#include <utility>

#include "base/config_lines.hpp"
#include "base/file.hpp"

namespace buildkite {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_config_bytes = 1 << 20;

/// The last `hooks-path` counts. The agent expands any variable in it; we know HOME alone.
std::string hooks_path_in(const std::vector<std::pair<std::string, std::string>>& lines, const std::string& home) {
    std::string path;
    for (const auto& [name, value] : lines)
        if (name == "hooks-path") path = value;
    for (const char* variable : {"${HOME}", "$HOME"}) Poco::replaceInPlace(path, std::string(variable), home);
    if (path.starts_with("~/")) path.replace(0, 1, home);
    return path;
}

}  // namespace

std::vector<fs::path> agent_config_files(const base::Environment& environment) {
    std::vector<fs::path> files;
    if (const auto named = environment.get("BUILDKITE_AGENT_CONFIG")) return {*named};
    if (const auto home = environment.get("HOME"))
        files.push_back(fs::path(*home) / ".buildkite-agent/buildkite-agent.cfg");
    files.emplace_back("/usr/local/etc/buildkite-agent/buildkite-agent.cfg");
    files.emplace_back("/etc/buildkite-agent/buildkite-agent.cfg");
    return files;
}

base::Result<AgentHooks> agent_hooks(const base::Environment& environment) {
    const std::string context = "find the agent's hooks folder";
    const std::string remedy = "name it with --hooks-path";
    std::error_code error;
    for (const fs::path& file : agent_config_files(environment)) {
        if (!fs::exists(file, error)) continue;
        const auto text = base::read_file(file, most_config_bytes);
        if (!text) return base::Error{context, text.error().message(), remedy};
        const auto lines = base::read_config_lines(*text);
        if (!lines) return base::Error{context, file.string() + ": " + lines.error().message(), remedy};
        const auto folder = hooks_path_in(*lines, environment.get("HOME").value_or(""));
        if (folder.empty()) return base::Error{context, file.string() + " has no hooks-path", remedy};
        return AgentHooks{file, folder};
    }
    return base::Error{context, "no configuration file of an agent was found", remedy};
}

}  // namespace buildkite
