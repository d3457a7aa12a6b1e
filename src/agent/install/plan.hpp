// What `install` and `uninstall` would do to a hooks folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace agent::install {

struct Change {
    enum class Kind { make_link, remove_link, make_file, change_file, remove_file };
    Kind kind;
    std::filesystem::path path;
    std::filesystem::path target;  // of the link
    std::string before;            // of the file
    std::string after;
};

/// How a phase's hook stands in a folder.
enum class Installed { no, link, shim, block };
[[nodiscard]] Installed how_installed(const std::filesystem::path& hooks, const std::string& phase);

/// The phases that are installed.
[[nodiscard]] const std::vector<std::string>& phases();
/// Those that the agent runs with a shell only (agent, internal/shell: Script): a link to a binary there makes the
/// agent refuse jobs (pre-bootstrap) or not start (agent-startup).
[[nodiscard]] const std::vector<std::string>& shell_only_phases();

/// What has to be done so that every phase calls `binary`; nothing when it does already. Where there is no hook, a link
/// to the binary (a shim for shell_only_phases()); where the owner has one, a marked block in it. Fails, and so changes
/// nothing, when the folder may be written by everybody or a hook is neither ours nor a shell script of its own file.
[[nodiscard]] base::Result<std::vector<Change>> plan_install(const std::filesystem::path& hooks,
                                                             const std::filesystem::path& binary);

/// What has to be done so that nothing of ours is left.
[[nodiscard]] base::Result<std::vector<Change>> plan_uninstall(const std::filesystem::path& hooks);

/// The changes as people read them: a line for a link, a unified diff for a file.
[[nodiscard]] std::string describe(const std::vector<Change>& changes);

/// Makes them, each atomically; a file keeps its owner and mode. When one fails, those before it are undone.
[[nodiscard]] base::Status carry_out(const std::vector<Change>& changes);

}  // namespace agent::install
