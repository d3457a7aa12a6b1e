// Nothing that we print, keep, run or leave behind holds a secret, at any log level.
#include <signal.h>
#include <sys/resource.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "support/detached_senders.hpp"
#include "support/endpoint_process.hpp"
#include "support/git_repository.hpp"
#include "support/hook.hpp"
#include "support/scripted_server.hpp"

using test::with;
namespace fs = std::filesystem;

namespace {

constexpr const char* password = "pr0xy-p4ssword-s3cret";
constexpr const char* url_token = "ghp-url-t0ken-s3cret";

/// Where a secret was found; empty: nowhere.
class Search {
public:
    explicit Search(std::vector<std::string> secrets) : secrets_(std::move(secrets)) {}

    void in(const std::string& place, const std::string& text) {
        for (const auto& secret : secrets_)
            if (text.find(secret) != std::string::npos) found_ += place + "; ";
    }
    void in(const test::Finished& process, const std::string& name) {
        in(name + " stdout", process.out);
        in(name + " stderr", process.err);
        seen_ += process.out.size() + process.err.size();
    }
    void in_folder(const fs::path& folder) {
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            in(entry.path().string() + " (name)", entry.path().filename());
            if (!entry.is_regular_file()) continue;
            in(entry.path().string(), test::file_content(entry.path()));
            ++files_;
        }
    }
    /// What `ps` shows of a process to everybody.
    void in_arguments_of(pid_t process) {
        in("ps", test::file_content("/proc/" + std::to_string(process) + "/cmdline"));
    }
    [[nodiscard]] const std::string& found() const { return found_; }
    [[nodiscard]] std::size_t bytes_seen() const { return seen_; }
    [[nodiscard]] int files_seen() const { return files_; }

private:
    std::vector<std::string> secrets_;
    std::string found_;
    std::size_t seen_ = 0;
    int files_ = 0;
};

}  // namespace

TEST_CASE("no secret in output, spool, arguments or core dumps at any log level", "[hook]") {
    const std::string level = GENERATE("debug", "info", "warning", "error");
    test::EndpointProcess endpoint;
    const test::SilentServer silent;
    const test::ScriptedServer echo([](const endpoint::Request& request) {
        return endpoint::Response{401, "text/plain", "who is " + request.credential.reveal() + "?", {}};
    });
    const test::GitRepository repository;
    const test::TemporaryFolder folder;
    const std::string key = endpoint.build_token();
    Search search({key, password, url_token});
    const auto job = test::job_variables(
        with(endpoint.hook_variables(folder / "spool"),
             {{"SLEUTH_CONFIG", "/dev/null"},
              {"SLEUTH_LOG_LEVEL", level},
              {"SLEUTH_TIMEOUT", "1"},
              {"SLEUTH_DELIVERY", "background"},
              {"BUILDKITE_REPO", std::string("https://user:") + url_token + "@github.com/acme/app.git"},
              {"BUILDKITE_BUILD_CHECKOUT_PATH", repository.path()},
              {"BUILDKITE_COMMAND_EXIT_STATUS", "0"}}));
    const std::string proxy = std::string("http://me:") + password + "@127.0.0.1:1";
    const std::vector<test::Variables> worlds{
        {},
        {{"SLEUTH_ENDPOINT", "http://127.0.0.1:1"}},
        {{"SLEUTH_ENDPOINT", echo.url()}},
        {{"SLEUTH_PROXY", proxy}},
        {{"SLEUTH_ENDPOINT", "http://me:" + std::string(password) + "@127.0.0.1:1"}},
        {{"SLEUTH_DRY_RUN", "true"}}};
    int number = 0;
    for (const auto& world : worlds) {
        const auto variables = with(job, with(world, {{"BUILDKITE_JOB_ID", "job-" + std::to_string(++number)}}));
        for (const char* phase :
             {"environment", "post-checkout", "pre-command", "post-command", "pre-exit", "agent-shutdown"})
            search.in(test::run({test::agent_binary(), "hook", phase}, variables, repository.path()), phase);
        for (const test::Arguments& command : {test::Arguments{"doctor"},
                                               {"doctor", "--json"},
                                               {"spool", "list"},
                                               {"report", "--state", "passed"},
                                               {"report", "--api-key", key},
                                               {"install", "--hooks-path", folder / "none"}}) {
            auto arguments = command;
            arguments.insert(arguments.begin(), test::agent_binary());
            search.in(test::run(arguments, variables, repository.path()), command.front());
        }
    }
    // To the server that repeats what it was told, for the refusals that are kept.
    for (const auto& endpoint_url : {endpoint.url(), echo.url()})
        search.in(test::run({test::agent_binary(), "spool", "flush"}, with(job, {{"SLEUTH_ENDPOINT", endpoint_url}})),
                  "flush");
    CHECK(search.bytes_seen() > 1000);

    // A sender at work, killed so that it would leave a core where it can.
    const fs::path cores = folder / "cores";
    fs::create_directory(cores);
    const auto hanging = with(
        job, {{"SLEUTH_ENDPOINT", silent.url()}, {"SLEUTH_DELIVERY", "background"}, {"BUILDKITE_JOB_ID", "job-core"}});
    search.in(
        test::run({"bash", "-c", "ulimit -c unlimited; '" + test::agent_binary() + "' hook pre-exit"}, hanging, cores),
        "hook");
    REQUIRE(test::eventually([] { return !test::detached_senders().empty(); }));
    CHECK(test::eventually([&] {
        for (const pid_t sender : test::detached_senders()) {
            search.in_arguments_of(sender);
            ::kill(sender, SIGABRT);
        }
        return test::detached_senders().empty();
    }));
    CHECK(fs::is_empty(cores));
    search.in_folder(folder.path());
    CHECK(search.files_seen() > 3);
    CHECK(search.found().empty());
}
