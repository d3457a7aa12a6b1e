#include "buildkite/job_variables.hpp"

#include <filesystem>
#include <sstream>

#include "base/file.hpp"

namespace buildkite {

std::optional<std::set<std::string>> variables_set_by_pipeline(const base::Environment& environment) {
    static constexpr std::size_t most_file_bytes = 16 << 20;
    std::set<std::string> names;
    const auto file = environment.get("BUILDKITE_ENV_FILE");
    std::error_code error;
    if (!file || !std::filesystem::exists(*file, error)) return names;
    const auto content = base::read_file(*file, most_file_bytes);
    if (!content) return std::nullopt;
    // Lines are NAME="value" with Go's quoting, so that a value never holds a line break. v4 also writes bare names,
    // which pass a variable of the agent's through.
    std::istringstream lines(*content);
    for (std::string line; std::getline(lines, line);)
        if (const auto equals = line.find('='); equals != std::string::npos) names.insert(line.substr(0, equals));
    return names;
}

}  // namespace buildkite
