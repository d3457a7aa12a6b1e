#include "agent/man_page.hpp"

#include <Poco/String.h>

#include <sstream>

#include "agent/command.hpp"
#include "agent/option_table.hpp"
#include "base/version.hpp"

namespace agent {
namespace {

/// A line that starts with a dot or a quote would be a request to roff; a dash would become a hyphen.
std::string roff(std::string_view text) {
    std::string escaped = Poco::replace(Poco::replace(std::string(text), "\\", "\\e"), "-", "\\-");
    if (escaped.starts_with('.') || escaped.starts_with('\'')) escaped.insert(0, "\\&");
    return escaped;
}

void flag(std::ostream& out, std::string_view name, std::string_view value, std::string_view help) {
    out << ".TP\n.BR \\-\\-" << roff(name);
    if (!value.empty()) out << " \" \" \\fI" << roff(value) << "\\fP";
    out << "\n" << roff(help) << "\n";
}

void write_commands(std::ostream& out) {
    out << ".SH COMMANDS\n.TP\n.B hook \\fIPHASE\\fP\nWhat the agent runs in a phase of a job or of its own life. "
           "Exits with 0 "
           "whatever happens, but for fail\\-on\\-error.\n";
    for (const Command& command : commands()) {
        out << ".TP\n.B " << roff(command.name);
        if (!command.operand.empty()) out << " \\fI" << roff(command.operand) << "\\fP";
        out << "\n" << roff(command.help) << ".\n";
        if (command.flags.empty()) continue;
        out << ".RS\n";
        for (const Flag& each : command.flags) flag(out, each.name, each.value, each.help);
        out << ".RE\n";
    }
}

void write_options(std::ostream& out) {
    out << ".SH OPTIONS\nEach is a flag, an option of the plugin, an environment variable and a key of the "
           "configuration file; "
           "the first of these that says something counts.\n";
    for (const Group group : all_groups) {
        out << ".SS " << roff(title_of(group)) << "\n";
        for (const Option& option : options()) {
            if (option.group != group) continue;
            flag(out, option.name, option.secret ? "" : "VALUE", option.help);
            out << "(\n.B " << roff(option.variable) << "\n; " << roff(option.range);
            if (!option.fallback.empty()) out << "; default " << roff(option.fallback);
            out << (option.secret ? "; not a flag" : "") << ")\n";
        }
    }
}

}  // namespace

std::string man_page() {
    std::ostringstream out;
    out << ".TH SLEUTH\\-BUILDKITE 1 \"\" \"sleuth\\-buildkite " << base::version()
        << "\" \"User Commands\"\n.SH NAME\nsleuth\\-buildkite \\- tell a Sleuth endpoint about Buildkite jobs\n"
           ".SH SYNOPSIS\n.B sleuth\\-buildkite\n.I COMMAND\n.RI [ FLAG .\\|.\\|.]\n.SH DESCRIPTION\n"
           "Reports the state of Buildkite jobs, by the commit they ran on, from the agent's hooks, from a plugin or "
           "from "
           "a shell. A report is written to the spool and sent by a detached process, so that a job never waits for "
           "the "
           "endpoint.\n";
    write_commands(out);
    write_options(out);
    out << ".SH FILES\n.TP\n.I /etc/sleuth\\-buildkite/config\nLines of \\fBname = value\\fP.\n"
           ".TP\n.I ~/.local/state/sleuth\\-buildkite/spool\nReports that wait.\n"
           ".SH EXIT STATUS\n0 when done, 1 when it failed, 2 for a wrong command line.\n";
    return out.str();
}

}  // namespace agent
