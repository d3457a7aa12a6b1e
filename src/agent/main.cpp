// sleuth-buildkite: harden, see how we were called, run that, map what came of it to an exit code.
#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "agent/command_line.hpp"
#include "agent/exit_code.hpp"
#include "agent/hook.hpp"
#include "agent/option_table.hpp"
#include "agent/spool_command.hpp"
#include "base/environment.hpp"
#include "base/hardening.hpp"
#include "base/log.hpp"
#include "base/version.hpp"

namespace {

constexpr const char* usage =
    "Tells a Sleuth endpoint about Buildkite jobs, by the commit they ran on.\n"
    "\n"
    "  sleuth-buildkite hook PHASE              report the job (pre-command, pre-exit); exits 0, but see "
    "fail-on-error\n"
    "  sleuth-buildkite spool list              what waits to be sent, and what was refused\n"
    "  sleuth-buildkite spool flush [--refused] send it now\n"
    "  sleuth-buildkite spool purge [--waiting] forget what was refused\n"
    "  sleuth-buildkite --version               what this binary is made of\n"
    "\n"
    "A file called like a hook (pre-command, pre-exit) that is or links to this binary is that hook.\n"
    "\n";

/// The phase when this process is a hook: by `hook PHASE`, by the name it was called by, or, called without arguments
/// under any other name, by what the agent tells a binary hook.
std::optional<std::string> hook_phase(const std::string& called_as, const std::vector<std::string>& arguments,
                                      const base::Environment& environment) {
    if (agent::is_phase(called_as)) return called_as;
    if (arguments.empty()) return environment.get("BUILDKITE_HOOK_PHASE");
    if (arguments[0] == "hook") return arguments.size() > 1 ? arguments[1] : std::string();
    return std::nullopt;
}

int run_as_hook(const std::string& phase, std::vector<std::string> arguments, const base::Environment& environment) {
    const auto words = arguments.empty() || arguments[0] != "hook" ? 0 : std::min<std::size_t>(2, arguments.size());
    arguments.erase(arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(words));
    const auto line = agent::read_command_line(arguments, {});
    if (!line) {
        base::warn(line.error().message());
        return agent::exit_done;
    }
    return agent::run_hook(phase, environment, line->flags);
}

int run_command(const std::vector<std::string>& arguments, const base::Environment& environment) {
    const std::string command = arguments.empty() ? "--help" : arguments[0];
    if (command == "spool") return agent::run_spool_command({arguments.begin() + 1, arguments.end()}, environment);
    if (command == "--version" || command == "version") {
        std::cout << "sleuth-buildkite " << base::version() << "\n" << base::components();
        return agent::exit_done;
    }
    if (command == "--help" || command == "help") {
        std::cout << usage << agent::options_help();
        return agent::exit_done;
    }
    if (command == "--options-as-markdown") {  // docs/options.md
        std::cout << agent::options_as_markdown();
        return agent::exit_done;
    }
    base::warn("there is no command `" + command + "` (see sleuth-buildkite --help)");
    return agent::exit_usage;
}

}  // namespace

int main(int count, char** values) {
    base::harden_process();
    const std::vector<std::string> arguments(values + (count > 0 ? 1 : 0), values + count);
    const std::string called_as = count > 0 ? std::filesystem::path(values[0]).filename().string() : "";
    std::optional<std::string> phase;
    try {
        const auto environment = base::Environment::of_this_process();
        phase = hook_phase(called_as, arguments, environment);
        return phase ? run_as_hook(*phase, arguments, environment) : run_command(arguments, environment);
    } catch (const std::exception& exception) {
        base::warn(std::string("unexpected: ") + exception.what());
        return phase ? agent::exit_done : agent::exit_failed;
    }
}
