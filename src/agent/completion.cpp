#include "agent/completion.hpp"

#include <Poco/String.h>

#include <iostream>
#include <set>
#include <sstream>

#include "agent/command.hpp"
#include "agent/exit_code.hpp"
#include "agent/option_table.hpp"
#include "base/log.hpp"

namespace agent {
namespace {

constexpr const char* phases =
    "environment post-checkout pre-command post-command pre-exit agent-startup agent-shutdown";

struct Word {
    std::string name;
    std::string help;
    std::string next;  // what may follow it, separated by spaces
};

/// First words of commands, each once, with what may follow them.
std::vector<Word> first_words() {
    std::vector<Word> words{{"hook", "What the agent runs", phases}};
    for (const Command& command : commands()) {
        const std::string name(command.name);
        const auto space = name.find(' ');
        if (space == std::string::npos) {
            words.push_back({name, std::string(command.help), std::string(command.choices)});
        } else if (words.back().name == name.substr(0, space)) {
            words.back().next += " " + name.substr(space + 1);
        } else {
            words.push_back({name.substr(0, space), "What waits to be sent", name.substr(space + 1)});
        }
    }
    return words;
}

struct LongFlag {
    std::string name;
    std::string help;
    bool takes_value = true;
    bool takes_file = false;
    std::string choices;  // separated by spaces
    std::string command;  // first word of the command that it belongs to; empty: all
};

std::vector<LongFlag> long_flags() {
    std::vector<LongFlag> flags;
    for (const Option& option : options()) {
        if (option.secret) continue;
        LongFlag flag{std::string(option.name), std::string(option.help), option.kind != Kind::boolean, false, "", ""};
        flag.takes_file = option.range.find("path") != std::string_view::npos;
        if (option.kind == Kind::choice) flag.choices = Poco::replace(std::string(option.range), "|", " ");
        flags.push_back(std::move(flag));
    }
    for (const Command& command : commands())
        for (const Flag& each : command.flags)
            flags.push_back({std::string(each.name), std::string(each.help), !each.value.empty(),
                             each.value == "FILE" || each.value == "DIR", "",
                             std::string(command.name.substr(0, command.name.find(' ')))});
    return flags;
}

std::string bash() {
    std::ostringstream text;
    std::string words;
    for (const Word& word : first_words()) words += (words.empty() ? "" : " ") + word.name;
    text << "_sleuth_buildkite() {\n  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} "
            "words=\n"
            "  COMPREPLY=()\n  case $before in\n";
    std::string files;
    std::string others;
    for (const LongFlag& flag : long_flags()) {
        if (!flag.choices.empty())
            text << "    --" << flag.name << ") words='" << flag.choices << "' ;;\n";
        else if (flag.takes_file)
            files += (files.empty() ? "--" : " | --") + flag.name;
        else if (flag.takes_value)
            others += (others.empty() ? "--" : " | --") + flag.name;
    }
    text << "    " << files << ") COMPREPLY=($(compgen -f -- \"$current\")) && return ;;\n    " << others
         << ") return ;;\n";
    for (const Word& word : first_words())
        if (!word.next.empty()) text << "    " << word.name << ") words='" << word.next << "' ;;\n";
    text << "  esac\n  if [ -z \"$words\" ]; then\n    case $current in\n      -*)\n        words='--help";
    for (const LongFlag& flag : long_flags())
        if (flag.command.empty()) text << " --" << flag.name;
    text << "'\n        case ${COMP_WORDS[1]} in\n";
    for (const Word& word : first_words()) {
        std::string own;
        std::set<std::string> seen;
        for (const LongFlag& flag : long_flags())
            if (flag.command == word.name && seen.insert(flag.name).second) own += " --" + flag.name;
        if (!own.empty()) text << "          " << word.name << ") words+='" << own << "' ;;\n";
    }
    text << "        esac\n        ;;\n      *) [ \"$COMP_CWORD\" -gt 1 ] || words='" << words
         << "' ;;\n    esac\n  fi\n  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n}\n"
            "complete -F _sleuth_buildkite sleuth-buildkite\n";
    return text.str();
}

/// For zsh's _arguments and _describe: a colon, a bracket and a quote mean something there.
std::string zsh_text(std::string text) {
    for (const char* special : {"[", "]", ":"})
        Poco::replaceInPlace(text, std::string(special), std::string("\\") + special);
    return Poco::replace(text, "'", "'\\''");
}

std::string zsh() {
    std::ostringstream text;
    text << "#compdef sleuth-buildkite\n\n_sleuth_buildkite() {\n  local -a commands\n  commands=(\n";
    for (const Word& word : first_words()) text << "    '" << word.name << ":" << zsh_text(word.help) << "'\n";
    text << "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
            "  if (( CURRENT == 3 )); then\n    case $words[2] in\n";
    for (const Word& word : first_words())
        if (!word.next.empty()) text << "      " << word.name << ") compadd -- " << word.next << "; return ;;\n";
    text << "    esac\n  fi\n  local -a flags\n  flags=(\n    '--help[Show help]'\n";
    const auto argument = [&](const LongFlag& flag) {
        text << "    '--" << flag.name << "[" << zsh_text(flag.help) << "]";
        if (flag.takes_file)
            text << ":path:_files";
        else if (!flag.choices.empty())
            text << ":value:(" << flag.choices << ")";
        else if (flag.takes_value)
            text << ":value:";
        text << "'\n";
    };
    for (const LongFlag& flag : long_flags())
        if (flag.command.empty()) argument(flag);
    text << "  )\n  case $words[2] in\n";
    for (const Word& word : first_words()) {
        std::set<std::string> seen;
        for (const LongFlag& flag : long_flags()) {
            if (flag.command != word.name || !seen.insert(flag.name).second) continue;
            if (seen.size() == 1) text << "    " << word.name << ") flags+=(\n";
            argument(flag);
        }
        if (!seen.empty()) text << "    ) ;;\n";
    }
    // As a file of fpath it is the function's body; by `source <(…)` it only defines it.
    text << "  esac\n  _arguments $flags '*: :'\n}\n\n"
            "if [ \"${funcstack[1]}\" = _sleuth-buildkite ]; then\n  _sleuth_buildkite \"$@\"\nelse\n"
            "  compdef _sleuth_buildkite sleuth-buildkite\nfi\n";
    return text.str();
}

std::string fish() {
    const auto quoted = [](const std::string& text) {
        return "'" + Poco::replace(Poco::replace(text, "\\", "\\\\"), "'", "\\'") + "'";
    };
    std::ostringstream text;
    text << "complete -c sleuth-buildkite -f\n";
    for (const Word& word : first_words()) {
        text << "complete -c sleuth-buildkite -n __fish_use_subcommand -a " << word.name << " -d " << quoted(word.help)
             << "\n";
        if (!word.next.empty())
            text << "complete -c sleuth-buildkite -n '__fish_seen_subcommand_from " << word.name << "' -a "
                 << quoted(word.next) << "\n";
    }
    for (const LongFlag& flag : long_flags()) {
        text << "complete -c sleuth-buildkite";
        if (!flag.command.empty()) text << " -n '__fish_seen_subcommand_from " << flag.command << "'";
        text << " -l " << flag.name << (flag.takes_value ? (flag.takes_file ? " -r -F" : " -x") : "");
        if (!flag.choices.empty()) text << " -a " << quoted(flag.choices);
        text << " -d " << quoted(flag.help) << "\n";
    }
    return text.str();
}

}  // namespace

std::string completion(const std::string& shell) {
    if (shell == "bash") return bash();
    if (shell == "zsh") return zsh();
    if (shell == "fish") return fish();
    return {};
}

int run_completion(const CommandLine& line, const base::Environment&) {
    const std::string text = completion(line.words.front());
    if (text.empty()) {
        base::fail("there are no completions for " + line.words.front() + " (bash, zsh, fish)");
        return exit_usage;
    }
    std::cout << text;
    return exit_done;
}

}  // namespace agent
