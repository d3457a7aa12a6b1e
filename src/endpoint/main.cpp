// sleuth-endpoint: read the command line, run the command, map what came of it to an exit code.
#include <Poco/Exception.h>

#include <boost/program_options.hpp>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "base/hardening.hpp"
#include "base/log.hpp"
#include "base/version.hpp"
#include "endpoint/serve.hpp"
#include "endpoint/sqlite_store.hpp"
#include "endpoint/token_command.hpp"

namespace {

namespace po = boost::program_options;

constexpr int exit_done = 0;
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

constexpr const char* usage =
    "A self-hosted endpoint that speaks Sleuth's public API.\n"
    "\n"
    "  sleuth-endpoint serve                serve until SIGTERM; the first start prints an access token\n"
    "  sleuth-endpoint token create         print a new access token\n"
    "  sleuth-endpoint token list           the tokens, without their secrets\n"
    "  sleuth-endpoint token revoke ID      make a token useless\n"
    "  sleuth-endpoint --version            what this binary is made of\n"
    "\n";

struct Options {
    std::vector<std::string> words;
    std::string listen;
    std::string database;
    endpoint::FirstStart first;
    endpoint::TokenOptions token;
};

po::options_description describe(Options& options) {
    po::options_description description("Options");
    const auto text = [](std::string& into, const char* fallback) {
        return po::value<std::string>(&into)->default_value(fallback)->value_name("VALUE");
    };
    auto add = description.add_options();
    add("listen", text(options.listen, "127.0.0.1:8080"), "address and port; port 0 takes a free one");
    add("database", text(options.database, "sleuth-endpoint.db"), "SQLite file");
    add("organization", text(options.first.organization, "demo"), "slug: first start, token create");
    add("project", text(options.first.project, "demo"), "slug: first start");
    add("deployment", text(options.first.code_deployment, "app"), "slug of the code deployment: first start");
    add("repository", text(options.first.repository_url, ""),
        "URL of the code deployment's repository: first start; without it builds of any repository match");
    add("scope", text(options.token.scope, "REGISTER_BUILD"), "token create: ALL, REGISTER_DEPLOY or REGISTER_BUILD");
    add("name", text(options.token.name, ""), "token create: what it is for");
    add("help", "this text");
    add("version", "what this binary is made of");
    return description;
}

int report(const base::Status& status) {
    if (status) return exit_done;
    base::warn(status.error().message());
    return exit_failed;
}

int run(const Options& options) {
    if (options.words[0] == "serve" && options.words.size() == 1)
        return report(endpoint::serve({Poco::Net::SocketAddress(options.listen), options.database, options.first}));
    if (options.words[0] == "token") {
        if (!std::filesystem::exists(options.database))
            return report(base::Error{"open the database " + options.database, "there is no such file",
                                      "sleuth-endpoint serve makes it; --database says where it is"});
        auto store = endpoint::open_sqlite_store(options.database);
        if (!store) return report(store.error());
        endpoint::TokenOptions token = options.token;
        token.organization = options.first.organization;
        return report(endpoint::run_token_command(**store, {options.words.begin() + 1, options.words.end()}, token));
    }
    base::warn("there is no command `" + options.words[0] + "` (see sleuth-endpoint --help)");
    return exit_usage;
}

}  // namespace

int main(int count, char** values) {
    base::harden_process();
    Options options;
    const po::options_description description = describe(options);
    try {
        po::options_description all = description;
        all.add_options()("words", po::value<std::vector<std::string>>(&options.words));
        po::positional_options_description positions;
        positions.add("words", -1);
        po::variables_map given;
        po::store(po::command_line_parser(count, values).options(all).positional(positions).run(), given);
        po::notify(given);
        if (given.count("version") != 0) {
            std::cout << "sleuth-endpoint " << base::version() << "\n" << base::components();
            return exit_done;
        }
        if (given.count("help") != 0 || options.words.empty()) {
            std::cout << usage << description;
            return given.count("help") != 0 ? exit_done : exit_usage;
        }
        return run(options);
    } catch (const po::error& error) {
        base::warn(std::string("read the command line: ") + error.what() + " (see sleuth-endpoint --help)");
        return exit_usage;
    } catch (const Poco::Exception& error) {
        base::warn("unexpected: " + error.displayText());
        return exit_failed;
    } catch (const std::exception& error) {
        base::warn(std::string("unexpected: ") + error.what());
        return exit_failed;
    }
}
