#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "agent/doctor/checks.hpp"
#include "agent/install/plan.hpp"
#include "base/version.hpp"
#include "buildkite/agent_config.hpp"

namespace agent::doctor {
namespace {

namespace fs = std::filesystem;

std::string this_binary() {
    std::error_code error;
    return fs::read_symlink("/proc/self/exe", error).string();
}

/// A binary there makes the agent refuse every job, or not start.
Findings check_shell_only(const fs::path& hooks) {
    Findings findings;
    for (const std::string& phase : install::shell_only_phases())
        if (install::how_installed(hooks, phase) == install::Installed::link)
            findings.push_back({Verdict::failure, "hook " + phase,
                                (hooks / phase).string() + " links to a binary, which the agent runs with bash",
                                "rm " + (hooks / phase).string() + " && sleuth-buildkite install"});
    return findings;
}

Findings check_hooks(const fs::path& hooks) {
    Findings findings = check_shell_only(hooks);
    struct stat status{};
    if (::stat(hooks.c_str(), &status) != 0)
        return {{Verdict::failure, "agent hooks", hooks.string() + " cannot be read", "create it, or set hooks-path"}};
    if ((status.st_mode & S_IWOTH) != 0)
        findings.push_back({Verdict::failure, "agent hooks", hooks.string() + " may be written by everybody",
                            "chmod o-w " + hooks.string()});
    std::string there;
    std::string missing;
    for (const std::string& phase : install::phases()) {
        const auto how = install::how_installed(hooks, phase);
        std::string& list = how == install::Installed::no ? missing : there;
        list += (list.empty() ? "" : ", ") + phase;
        std::error_code error;
        const fs::path path = hooks / phase;
        if (how == install::Installed::link && !fs::exists(path, error))
            findings.push_back({Verdict::failure, "hook " + phase, path.string() + " links to a file that is not there",
                                "sleuth-buildkite install"});
        else if (how == install::Installed::link && ::access(path.c_str(), X_OK) != 0)
            findings.push_back({Verdict::failure, "hook " + phase,
                                path.string() + " links to a file that cannot be run, which fails every job",
                                "chmod 755 " + fs::read_symlink(path, error).string()});
    }
    if (there.empty())
        findings.push_back({Verdict::ok, "agent hooks", "none in " + hooks.string() + " (the plugin needs none)", ""});
    else if (missing.empty())
        findings.push_back({Verdict::ok, "agent hooks", "all in " + hooks.string(), ""});
    else
        findings.push_back(
            {Verdict::warning, "agent hooks", hooks.string() + " lacks " + missing, "sleuth-buildkite install"});
    return findings;
}

}  // namespace

Findings check_installation(const base::Environment& environment) {
    Findings findings{{Verdict::ok, "binary", this_binary() + " " + base::version(), ""}};
    if (const auto hooks = environment.get("BUILDKITE_HOOKS_PATH")) {
        const auto more = check_hooks(*hooks);
        findings.insert(findings.end(), more.begin(), more.end());
    } else if (const auto configured = buildkite::agent_hooks(environment)) {
        const auto more = check_hooks(configured->hooks_path);
        findings.insert(findings.end(), more.begin(), more.end());
    } else {
        findings.push_back(
            {Verdict::ok, "agent hooks", "no agent is configured here: " + configured.error().cause, ""});
    }
    return findings;
}

}  // namespace agent::doctor
