// sleuth-buildkite: harden, see how we were called, run that, map what came of it to an exit code.
#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "agent/command.hpp"
#include "agent/command_line.hpp"
#include "agent/exit_code.hpp"
#include "agent/hook.hpp"
#include "agent/nearest_word.hpp"
#include "base/environment.hpp"
#include "base/hardening.hpp"
#include "base/log.hpp"

namespace {

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

int unknown_command(const std::string& typed) {
    std::vector<std::string_view> names;
    for (const agent::Command& command : agent::commands()) names.push_back(command.name);
    const auto near = agent::nearest_word(typed, names);
    base::fail("there is no command `" + typed + "` (" +
               (near.empty() ? "see sleuth-buildkite --help" : "did you mean " + std::string(near) + "?") + ")");
    return agent::exit_usage;
}

bool asks_for_help(const std::string& argument) { return argument == "--help" || argument == "-h"; }

int run_command(const std::vector<std::string>& arguments, const base::Environment& environment) {
    if (arguments.empty() || asks_for_help(arguments[0])) {
        std::cout << agent::help_of_all();
        return agent::exit_done;
    }
    const agent::Command* command = agent::find_command(arguments);
    if (command == nullptr)
        return unknown_command(arguments[0] +
                               (arguments[0] == "spool" && arguments.size() > 1 ? " " + arguments[1] : ""));
    const auto words = std::count(command->name.begin(), command->name.end(), ' ') + 1;
    const std::vector<std::string> rest(arguments.begin() + words, arguments.end());
    if (std::any_of(rest.begin(), rest.end(), asks_for_help)) {
        std::cout << agent::help_of(*command);
        return agent::exit_done;
    }
    const auto line = agent::read_command_line(rest, command->flags);
    if (!line) {
        base::fail(line.error().message());
        return agent::exit_usage;
    }
    if (line->words.size() != (command->operand.empty() ? 0 : 1)) {
        base::fail("usage: sleuth-buildkite " + std::string(command->name) + " " + std::string(command->operand) +
                   " [FLAG...]; see " + std::string(command->name) + " --help");
        return agent::exit_usage;
    }
    return command->run(*line, environment);
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
        const std::string message = std::string("unexpected: ") + exception.what();
        if (phase)
            base::warn(message);
        else
            base::fail(message);
        return phase ? agent::exit_done : agent::exit_failed;
    }
}
