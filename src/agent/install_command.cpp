#include "agent/install_command.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <iostream>

#include "agent/config.hpp"
#include "agent/exit_code.hpp"
#include "agent/install/plan.hpp"
#include "buildkite/agent_config.hpp"

namespace agent {
namespace {

using Changes = base::Result<std::vector<install::Change>>;

base::Result<std::filesystem::path> hooks_folder(const CommandLine& line, const base::Environment& environment) {
    if (const auto named = line.value("hooks-path")) return std::filesystem::absolute(*named).lexically_normal();
    const auto hooks = buildkite::agent_hooks(environment);
    if (!hooks) return hooks.error();
    return hooks->hooks_path;
}

/// Hooks run this file in every job: nobody else may be able to change it.
base::Result<std::filesystem::path> this_binary() {
    std::error_code error;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) return base::Error{"find this binary", error.message()};
    struct stat status{};
    if (::stat(path.c_str(), &status) == 0 && (status.st_mode & S_IWOTH) != 0)
        return base::Error{"use " + path.string(), "everybody may write to it", "chmod o-w " + path.string()};
    if (path.filename() != "sleuth-buildkite")
        return base::Error{"use " + path.string(), "hooks could not be told apart from yours",
                           "call the file sleuth-buildkite"};
    return path;
}

int carry_out(const CommandLine& line, const base::Environment& environment, const Changes& changes,
              const char* nothing_to_do) {
    if (!changes) return failed(changes.error());
    if (changes->empty()) std::cout << nothing_to_do << "\n";
    std::cout << install::describe(*changes) << std::flush;
    if (is_dry_run(Settings::read_what_can_be(environment, line.flags))) return exit_done;
    const auto done = install::carry_out(*changes);
    return done ? exit_done : failed(done.error());
}

}  // namespace

int run_install(const CommandLine& line, const base::Environment& environment) {
    const auto hooks = hooks_folder(line, environment);
    if (!hooks) return failed(hooks.error());
    const auto binary = this_binary();
    if (!binary) return failed(binary.error());
    return carry_out(line, environment, install::plan_install(*hooks, *binary), "everything is installed already");
}

int run_uninstall(const CommandLine& line, const base::Environment& environment) {
    const auto hooks = hooks_folder(line, environment);
    if (!hooks) return failed(hooks.error());
    return carry_out(line, environment, install::plan_uninstall(*hooks), "nothing of ours is there");
}

}  // namespace agent
