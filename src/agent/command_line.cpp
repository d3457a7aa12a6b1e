#include "agent/command_line.hpp"

#include <algorithm>
#include <boost/program_options.hpp>
#include <sstream>

#include "agent/option_table.hpp"

namespace agent {
namespace {

namespace po = boost::program_options;

po::options_description flags_of_table() {
    static constexpr unsigned int line_length = 110;
    po::options_description description("Options (flag > plugin option > environment > configuration file)",
                                        line_length, line_length / 2);
    for (const Option& option : options()) {
        if (option.secret) continue;
        const std::string help = std::string(option.help) + "; " + std::string(option.variable) + ", " +
                                 std::string(option.range) +
                                 (option.fallback.empty() ? "" : ", default " + std::string(option.fallback));
        description.add_options()(std::string(option.name).c_str(), po::value<std::string>()->value_name("VALUE"),
                                  help.c_str());
    }
    return description;
}

base::Error unknown_flag(std::string name) {
    const std::string context = "read the command line";
    name.erase(0, name.find_first_not_of('-'));
    name = name.substr(0, name.find('='));
    if (const Option* option = find_option(name); option != nullptr && option->secret)
        return base::Error{context, "--" + name + " is not a flag: every user of the machine can read arguments",
                           "set " + std::string(option->variable)};
    const auto near = nearest_option(name);
    return base::Error{context, "there is no flag --" + name,
                       near.empty() ? "see sleuth-buildkite --help" : "did you mean --" + std::string(near) + "?"};
}

}  // namespace

bool CommandLine::has(const std::string& switch_name) const {
    return std::find(switches.begin(), switches.end(), switch_name) != switches.end();
}

base::Result<CommandLine> read_command_line(const std::vector<std::string>& arguments,
                                            const std::vector<std::string>& allowed_switches) {
    po::options_description description = flags_of_table();
    for (const std::string& name : allowed_switches) description.add_options()(name.c_str(), "");
    CommandLine line;
    try {
        static constexpr int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
        const auto parsed = po::command_line_parser(arguments).options(description).style(style).run();
        for (const auto& option : parsed.options) {
            if (option.position_key >= 0)
                line.words.insert(line.words.end(), option.value.begin(), option.value.end());
            else if (option.value.empty())
                line.switches.push_back(option.string_key);
            else
                line.flags[option.string_key] = option.value.front();
        }
        return line;
    } catch (const po::unknown_option& unknown) {
        return unknown_flag(unknown.get_option_name());
    } catch (const po::error& error) {
        return base::Error{"read the command line", error.what(), "see sleuth-buildkite --help"};
    }
}

std::string options_help() {
    std::ostringstream text;
    text << flags_of_table();
    return text.str();
}

}  // namespace agent
