// What people type: report, doctor, completion, help.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/endpoint_process.hpp"
#include "support/git_repository.hpp"
#include "support/hook.hpp"
#include "support/scripted_server.hpp"

using Catch::Matchers::ContainsSubstring;
using test::with;

namespace {

/// A shell in a checkout, configured for an endpoint.
struct Shell {
    test::EndpointProcess endpoint;
    test::GitRepository repository;
    test::TemporaryFolder folder;
    test::Variables variables = with(endpoint.hook_variables(folder / "spool"), {{"SLEUTH_CONFIG", "/dev/null"}});

    Shell() { repository.git({"remote", "add", "origin", "https://user:s3cret@github.com/acme/app.git"}); }
    [[nodiscard]] test::Finished run(test::Arguments arguments, const test::Variables& changes = {}) const {
        arguments.insert(arguments.begin(), test::agent_binary());
        return test::run(arguments, with(variables, changes), repository.path());
    }
};

}  // namespace

TEST_CASE("report from a shell: HEAD and origin of the checkout, and the same job again", "[hook]") {
    const Shell shell;
    const test::Arguments build{"report",   "--pipeline", "app",     "--build-number", "9",
                                "--branch", "main",       "--label", "deploy"};
    const auto report = [&](test::Arguments more) {
        more.insert(more.begin(), build.begin(), build.end());
        const auto done = shell.run(more);
        INFO(done.out << done.err);
        CHECK(done.exit_code == 0);
    };
    report({"--state", "running"});
    report({"--state", "failed", "--exit-status", "7"});
    const auto reports = shell.endpoint.reports_of(shell.repository.head());
    REQUIRE(reports.size() == 2);
    CHECK(reports[0].job.id == reports[1].job.id);
    CHECK(reports[1].job.exit_status == 7);
    CHECK(reports[1].repository_url == "https://github.com/acme/app.git");
    CHECK(reports[1].sha_source == "checkout");
    CHECK(reports[1].build.pipeline == "app");
}

TEST_CASE("report from a step knows the job", "[hook]") {
    const Shell shell;
    const auto job = test::job_variables({{"BUILDKITE_BUILD_CHECKOUT_PATH", shell.repository.path()}});
    CHECK(shell.run({"report", "--state", "running"}, job).exit_code == 0);
    const auto reports = shell.endpoint.reports_of(shell.repository.head());
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].job.id == "job-1");
    CHECK(reports[0].build.number == 7);
}

TEST_CASE("a report that makes no sense is told and not written", "[hook]") {
    const Shell shell;
    const auto [arguments, expected] = GENERATE(table<test::Arguments, std::string>({
        {{"--state", "done", "--pipeline", "a", "--build-number", "1"}, "job states"},
        {{"--state", "passed"}, "--pipeline and --build-number"},
        {{"--state", "passed", "--pipeline", "a", "--build-number", "one"}, "whole number"},
        {{"--state", "passed", "--pipeline", "a", "--build-number", "1", "--sha", "main"}, "full commit SHA"},
        {{"--pipeline", "a", "--build-number", "1"}, "--state is missing"},
        {{"--from-json", "/missing"}, "/missing"},
    }));
    auto command = arguments;
    command.insert(command.begin(), "report");
    const auto refused = shell.run(command);
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.err, ContainsSubstring("sleuth: error: ") && ContainsSubstring(expected));
    CHECK_FALSE(std::filesystem::exists(shell.folder / "spool"));
}

TEST_CASE("report --from-json takes whole reports, all or none, and keeps what it does not know", "[hook]") {
    const Shell shell;
    const std::string good = R"({"sha": ")" + shell.repository.head() +
                             R"(", "build": {"organization": "acme", "pipeline": "app", "number": 1, "id": "b"},
                                 "job": {"id": "j", "state": "passed"}, "colour": "blue"})";
    const auto file = shell.folder / "reports.json";
    test::write_file(file, R"({"reports": [)" + good + R"(, {"sha": "x"}]})");
    const auto refused = shell.run({"report", "--from-json", file});
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.err, ContainsSubstring("report 2 of 2"));
    CHECK(shell.endpoint.reports_of(shell.repository.head()).empty());

    test::write_file(file, good);
    const auto piped =
        test::run({"sh", "-c", test::agent_binary() + " report --from-json - < " + file.string()}, shell.variables);
    INFO(piped.err);
    CHECK(piped.exit_code == 0);
    CHECK(shell.endpoint.reports_of(shell.repository.head()).size() == 1);
    CHECK_THAT(test::file_content(shell.endpoint.database()) + test::file_content(shell.endpoint.database() + "-wal"),
               ContainsSubstring("blue"));
}

TEST_CASE("doctor finds nothing wrong where nothing is", "[hook]") {
    const Shell shell;
    const auto doctor = shell.run({"doctor"});
    INFO(doctor.out << doctor.err);
    CHECK(doctor.exit_code == 0);
    CHECK_THAT(doctor.out, ContainsSubstring("key: may report builds") && ContainsSubstring("takes build reports") &&
                               ContainsSubstring("HEAD is " + shell.repository.head()) &&
                               ContainsSubstring("api-key           ***  (the agent's environment)") &&
                               ContainsSubstring("clock:") && !ContainsSubstring("failure") &&
                               !ContainsSubstring(shell.endpoint.build_token()));
    const auto json = base::json::parse_object(shell.run({"doctor", "--json"}).out);
    REQUIRE(json);
    CHECK(base::json::array(**json, "findings")->size() > 5);
    CHECK(base::json::array(**json, "configuration")->size() > 5);
    CHECK(shell.endpoint.reports_of(shell.repository.head()).empty());
}

TEST_CASE("doctor names what is wrong and what to do", "[hook]") {
    const Shell shell;
    const test::ScriptedServer other([](const auto&) { return endpoint::Response{404, "text/plain", "no", {}}; });
    const auto [changes, expected] = GENERATE(table<test::Variables, std::string>({
        {{{"SLEUTH_API_KEY", "wrong"}}, "the endpoint does not know it"},
        {{{"SLEUTH_ENDPOINT", "http://127.0.0.1:1"}}, "Connection refused"},
        {{{"SLEUTH_ENDPOINT", "http://nowhere.invalid"}}, "nowhere.invalid is not known"},
        {{{"SLEUTH_ENDPOINT", "other"}}, "does not take build reports"},
        {{{"SLEUTH_ENDPOINT", "ftp://x"}}, "https://"},
        {{{"SLEUTH_SPOOL_DIR", "/dev/null/spool"}}, "spool: "},
        {{{"SLEUTH_TAGS", "A.B"}}, "tags"},
    }));
    auto variables = changes;
    if (variables["SLEUTH_ENDPOINT"] == "other") variables["SLEUTH_ENDPOINT"] = other.url();
    if (variables["SLEUTH_ENDPOINT"].empty()) variables.erase("SLEUTH_ENDPOINT");
    const auto doctor = shell.run({"doctor"}, variables);
    CHECK(doctor.exit_code == 1);
    CHECK_THAT(doctor.out, ContainsSubstring("failure") && ContainsSubstring(expected) && ContainsSubstring("-> "));
}

TEST_CASE("doctor sees a hook that would keep the agent from starting", "[hook]") {
    const Shell shell;
    std::filesystem::create_directories(shell.folder / "hooks");
    std::filesystem::create_symlink("/usr/bin/sleuth-buildkite", shell.folder / "hooks/pre-bootstrap");
    const auto doctor = shell.run({"doctor"}, {{"BUILDKITE_HOOKS_PATH", shell.folder / "hooks"}});
    CHECK(doctor.exit_code == 1);
    CHECK_THAT(doctor.out, ContainsSubstring("pre-bootstrap"));
}

TEST_CASE("completions and the manual page are what their readers take") {
    const auto print = [](test::Arguments arguments) {
        arguments.insert(arguments.begin(), test::agent_binary());
        const auto done = test::run(arguments);
        CHECK(done.exit_code == 0);
        return done.out;
    };
    const test::TemporaryFolder folder;
    test::write_file(folder / "c.bash", print({"completion", "bash"}));
    const auto completed = [&](const std::string& words, int at) {
        return test::must_run({"bash", "-c",
                               ". " + (folder / "c.bash").string() + "; COMP_WORDS=(" + words + "); COMP_CWORD=" +
                                   std::to_string(at) + "; _sleuth_buildkite; echo ${COMPREPLY[*]}"});
    };
    CHECK(completed("sleuth-buildkite sp", 1) == "spool");
    CHECK(completed("sleuth-buildkite spool f", 2) == "flush");
    CHECK(completed("sleuth-buildkite doctor --js", 2) == "--json");
    CHECK(completed("sleuth-buildkite doctor --delivery b", 3) == "background");
    for (const char* shell : {"zsh", "fish"}) CHECK_THAT(print({"completion", shell}), ContainsSubstring("spool-dir"));
    CHECK(test::run({test::agent_binary(), "completion", "tcsh"}).exit_code == 2);
    CHECK_THAT(print({"man-page"}), ContainsSubstring(".SH OPTIONS"));
}

TEST_CASE("help for all and for each command, and a usage error for what is none") {
    CHECK_THAT(test::run({test::agent_binary(), "--help"}).out, ContainsSubstring("spool flush"));
    CHECK_THAT(test::run({test::agent_binary(), "report", "-h"}).out, ContainsSubstring("--build-number"));
    const auto [arguments, expected] = GENERATE(table<test::Arguments, std::string>({
        {{"reprot"}, "did you mean report?"},
        {{"spool", "flsh"}, "did you mean spool flush?"},
        {{"doctor", "--jsn"}, "did you mean --json?"},
        {{"doctor", "now"}, "usage:"},
        {{"spool", "list", "--refused"}, "there is no flag --refused"},
    }));
    auto command = arguments;
    command.insert(command.begin(), test::agent_binary());
    const auto wrong = test::run(command);
    CHECK(wrong.exit_code == 2);
    CHECK_THAT(wrong.err, ContainsSubstring(expected));
}
