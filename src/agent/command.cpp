#include "agent/command.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <sstream>

#include "agent/completion.hpp"
#include "agent/doctor_command.hpp"
#include "agent/exit_code.hpp"
#include "agent/install_command.hpp"
#include "agent/man_page.hpp"
#include "agent/report_command.hpp"
#include "agent/spool_command.hpp"
#include "base/version.hpp"

namespace agent {
namespace {

constexpr std::array<Flag, 1> flush_flags{{{"refused", "", "Try what was refused again, too"}}};
constexpr std::array<Flag, 1> purge_flags{{{"waiting", "", "Forget what waits, too: it is lost"}}};
constexpr std::array<Flag, 1> doctor_flags{{{"json", "", "Print the findings as JSON"}}};
constexpr std::array<Flag, 1> install_flags{
    {{"hooks-path", "DIR", "The agent's hooks folder (default: hooks-path of the agent's configuration file)"}}};
constexpr std::array<Flag, 18> report_flags{{
    {"state", "STATE", "Buildkite's word for the job's state: running, passed, failed, canceled, timed_out …"},
    {"from-json", "FILE", "Reports as JSON, one or {\"reports\": […]}; - reads standard input"},
    {"sha", "SHA", "Full commit SHA (default: HEAD of the checkout)"},
    {"head-sha", "SHA", "Commit that was pushed, when sha is a merge of it"},
    {"branch", "NAME", "Branch"},
    {"tag", "NAME", "Tag"},
    {"repository", "URL", "Repository (default: BUILDKITE_REPO, else the remote origin)"},
    {"buildkite-organization", "SLUG",
     "Buildkite organization (default: BUILDKITE_ORGANIZATION_SLUG, else organization)"},
    {"pipeline", "SLUG", "Pipeline"},
    {"build-number", "NUMBER", "Build number"},
    {"build-id", "ID", "Build id (default: made of organization, pipeline and number)"},
    {"build-url", "URL", "Page of the build"},
    {"job-id", "ID", "Job id (default: made of the build id); the same id again is the same job"},
    {"step-key", "KEY", "Key of the step"},
    {"label", "TEXT", "Label of the step"},
    {"exit-status", "NUMBER", "Exit status of the job"},
    {"started-at", "TIME", "When the job began, RFC 3339"},
    {"occurred-at", "TIME", "When the state was reached, RFC 3339 (default: now)"},
}};

int show_version(const CommandLine&, const base::Environment&) {
    std::cout << "sleuth-buildkite " << base::version() << "\n" << base::components();
    return exit_done;
}

int show_help(const CommandLine&, const base::Environment&) {
    std::cout << help_of_all();
    return exit_done;
}

int show_man_page(const CommandLine&, const base::Environment&) {
    std::cout << man_page();
    return exit_done;
}

int show_options_as_markdown(const CommandLine&, const base::Environment&) {
    std::cout << options_as_markdown();
    return exit_done;
}

constexpr std::array<Command, 13> table{{
    {"report", "", "", "Report the state of a job from a step or a shell, on the way that the hooks take", report_flags,
     run_report},
    {"doctor", "", "", "Look for everything that could keep reports from arriving", doctor_flags, run_doctor},
    {"install", "", "", "Add the hooks to an agent's hooks folder; --dry-run shows the changes", install_flags,
     run_install},
    {"uninstall", "", "", "Take them out again, which leaves the folder as it was", install_flags, run_uninstall},
    {"spool list", "", "", "Show what waits to be sent, what was refused and what was lost", {}, run_spool_list},
    {"spool flush", "", "", "Send what waits now", flush_flags, run_spool_flush},
    {"spool purge", "", "", "Forget what was refused and lost", purge_flags, run_spool_purge},
    {"completion", "SHELL", "bash zsh fish", "Print the shell's completions", {}, run_completion},
    {"man-page", "", "", "Print the manual page (roff)", {}, show_man_page},
    {"version", "", "", "Show the version and what this binary is made of", {}, show_version},
    {"help", "", "", "Show this", {}, show_help},
    // For scripts of the project itself.
    {"--version", "", "", "", {}, show_version},
    {"--options-as-markdown", "", "", "", {}, show_options_as_markdown},
}};

}  // namespace

std::span<const Command> commands() {
    const auto shown = std::find_if(table.begin(), table.end(), [](const Command& each) { return each.help.empty(); });
    return {table.begin(), shown};
}

const Command* find_command(std::span<const std::string> words) {
    std::string typed;
    for (const std::string& word : words.subspan(0, std::min<std::size_t>(2, words.size()))) {
        typed += (typed.empty() ? "" : " ") + word;
        const auto found =
            std::find_if(table.begin(), table.end(), [&](const Command& each) { return each.name == typed; });
        if (found != table.end()) return &*found;
    }
    return nullptr;
}

std::string help_of_all() {
    static constexpr std::size_t column = 14;
    std::ostringstream text;
    text << "Tells a Sleuth endpoint about Buildkite jobs, by the commit they ran on.\n\n"
            "Usage: sleuth-buildkite COMMAND [FLAG...]\n\n";
    const auto row = [&](std::string name, std::string_view help) {
        name.resize(std::max(column, name.size() + 1), ' ');
        text << "  " << name << help << "\n";
    };
    row("hook PHASE", "What the agent runs: environment, post-checkout, pre-command, post-command, pre-exit,");
    row("", "agent-startup, agent-shutdown. Exits 0 whatever happens, but see fail-on-error");
    for (const Command& command : commands())
        row(std::string(command.name) + (command.operand.empty() ? "" : " " + std::string(command.operand)),
            command.help);
    text << "\n`sleuth-buildkite COMMAND --help` shows a command's own flags. A file that is called like a hook and is "
            "or\n"
            "links to this binary is that hook. Commands exit with 0 (done), 1 (failed) or 2 (usage).\n\n"
            "Options, as flag, plugin option, environment variable or key of the configuration file (the first of "
            "these\n"
            "that says something counts):\n\n"
         << options_help();
    return text.str();
}

std::string help_of(const Command& command) {
    std::string text = "Usage: sleuth-buildkite " + std::string(command.name) +
                       (command.operand.empty() ? "" : " " + std::string(command.operand)) + " [FLAG...]\n\n" +
                       std::string(command.help) + ".\n\n";
    if (!command.flags.empty()) text += flags_help(command.flags) + "\n";
    return text + options_help();
}

}  // namespace agent
