#include "agent/command_line.hpp"

#include <boost/program_options.hpp>
#include <sstream>

#include "agent/nearest_word.hpp"
#include "agent/option_table.hpp"
#include "agent/option_value.hpp"

namespace agent {
namespace {

namespace po = boost::program_options;

constexpr unsigned int line_length = 110;

po::options_description described(Group group) {
    po::options_description description(std::string(title_of(group)), line_length, line_length / 2);
    for (const Option& option : options()) {
        if (option.secret || option.group != group) continue;
        const std::string help = std::string(option.help) + "; " + std::string(option.variable) + ", " +
                                 std::string(option.range) +
                                 (option.fallback.empty() ? "" : ", default " + std::string(option.fallback));
        description.add_options()(std::string(option.name).c_str(), po::value<std::string>()->value_name("VALUE"),
                                  help.c_str());
    }
    return description;
}

po::options_description described(std::span<const Flag> own) {
    po::options_description description("Of this command", line_length, line_length / 2);
    for (const Flag& flag : own) {
        const std::string name(flag.name);
        const std::string help(flag.help);
        if (flag.value.empty())
            description.add_options()(name.c_str(), help.c_str());
        else
            description.add_options()(name.c_str(), po::value<std::string>()->value_name(std::string(flag.value)),
                                      help.c_str());
    }
    return description;
}

base::Error unknown_flag(std::string name, std::span<const Flag> own) {
    const std::string context = "read the command line";
    name.erase(0, name.find_first_not_of('-'));
    name = name.substr(0, name.find('='));
    if (const Option* option = find_option(name); option != nullptr && option->secret)
        return base::Error{context, "--" + name + " is not a flag: every user of the machine can read arguments",
                           "set " + std::string(option->variable)};
    std::vector<std::string_view> known;
    known.reserve(own.size() + options().size());
    for (const Flag& flag : own) known.push_back(flag.name);
    for (const Option& option : options()) known.push_back(option.name);
    const auto near = nearest_word(name, known);
    return base::Error{context, "there is no flag --" + name,
                       near.empty() ? "see sleuth-buildkite --help" : "did you mean --" + std::string(near) + "?"};
}

}  // namespace

std::optional<std::string> CommandLine::value(std::string_view name) const {
    const auto found = own.find(name);
    return found == own.end() ? std::nullopt : std::optional(found->second);
}

base::Result<CommandLine> read_command_line(std::vector<std::string> arguments, std::span<const Flag> own) {
    // Boost's implicit_value() would take the next word for the value.
    for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
        const Option* option = argument->starts_with("--") ? find_option(argument->substr(2)) : nullptr;
        if (option == nullptr || option->kind != Kind::boolean) continue;
        const bool has_value = argument + 1 != arguments.end() && read_boolean(*(argument + 1));
        *argument += "=" + (has_value ? *(argument + 1) : "true");
        if (has_value) argument = arguments.erase(argument + 1) - 1;
    }
    po::options_description description = described(own);
    for (const Group group : all_groups) description.add(described(group));
    CommandLine line;
    try {
        static constexpr int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
        const auto parsed = po::command_line_parser(arguments).options(description).style(style).run();
        for (const auto& option : parsed.options) {
            const std::string value = option.value.empty() ? "" : option.value.front();
            if (option.position_key >= 0)
                line.words.insert(line.words.end(), option.value.begin(), option.value.end());
            else if (const Option* known = find_option(option.string_key))
                line.flags[std::string(known->name)] = value;
            else
                line.own[option.string_key] = value;
        }
        return line;
    } catch (const po::unknown_option& unknown) {
        return unknown_flag(unknown.get_option_name(), own);
    } catch (const po::error& error) {
        return base::Error{"read the command line", error.what(), "see sleuth-buildkite --help"};
    }
}

std::string flags_help(std::span<const Flag> own) {
    std::ostringstream text;
    text << described(own);
    return text.str();
}

std::string options_help() {
    std::ostringstream text;
    for (const Group group : all_groups) text << described(group) << "\n";
    return text.str();
}

}  // namespace agent
