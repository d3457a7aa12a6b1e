// Endpoints that are down: no hook fails, no report is lost, none counts twice.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <optional>

#include "support/detached_senders.hpp"
#include "support/endpoint_process.hpp"
#include "support/git_repository.hpp"
#include "support/hook.hpp"
#include "support/scripted_server.hpp"

using Catch::Matchers::ContainsSubstring;
using test::quiet_hook;
using test::with;

namespace {

/// A place for reports that does not work at the moment.
struct Outage {
    test::EndpointProcess endpoint;
    std::optional<test::ScriptedServer> busy;
    std::optional<test::SilentServer> silent;
    test::GitRepository repository;
    test::TemporaryFolder folder;
    test::Variables variables = with(endpoint.hook_variables(folder / "spool"), {{"SLEUTH_DELIVERY", "background"}});

    explicit Outage(const std::string& kind) {
        endpoint.kill();
        if (kind == "answers 503")
            busy.emplace([](const auto&) { return endpoint::Response{503, "text/plain", "busy", {}}; },
                         endpoint.port());
        if (kind == "never answers") silent.emplace(endpoint.port());
    }
    void run_job(const std::string& id) const {
        const auto job = with(variables, {{"BUILDKITE_JOB_ID", id}});
        quiet_hook("pre-command", repository.path(), job);
        quiet_hook("pre-exit", repository.path(), with(job, {{"BUILDKITE_COMMAND_EXIT_STATUS", "0"}}));
    }
    void end() {
        busy.reset();
        silent.reset();
        endpoint.start();
    }
    [[nodiscard]] std::size_t arrived() const { return endpoint.reports_of(repository.head()).size(); }
};

}  // namespace

TEST_CASE("after an outage spool flush delivers every report once", "[hook]") {
    Outage outage(GENERATE(as<std::string>(), "refuses connections", "answers 503", "never answers"));
    for (const char* job : {"job-1", "job-2", "job-3"}) outage.run_job(job);
    outage.end();
    const auto flushed = test::flush(outage.variables);
    INFO(flushed.out << flushed.err);
    CHECK(flushed.exit_code == 0);
    CHECK(outage.arrived() == 6);
    CHECK(test::flush(outage.variables).out == "delivered 0, refused 0, waiting 0\n");
    CHECK(outage.arrived() == 6);
}

TEST_CASE("after an outage the next job delivers what waited", "[hook]") {
    Outage outage("refuses connections");
    outage.run_job("job-1");
    outage.end();
    SECTION("with the sender of before still trying") {}
    SECTION("with no sender left") { test::kill_detached_senders(); }
    outage.run_job("job-2");
    CHECK(test::eventually([&] { return outage.arrived() == 4; }));
}

TEST_CASE("spool list tells what waits and why, purge forgets it only when asked", "[hook]") {
    const Outage outage("refuses connections");
    outage.run_job("job-1");
    const auto spool = [&](test::Arguments arguments) {
        arguments.insert(arguments.begin(), {test::agent_binary(), "spool"});
        return test::run(arguments, with(outage.variables, {{"SLEUTH_CONFIG", "/dev/null"}})).out;
    };
    CHECK(test::eventually([&] { return spool({"list"}).find("Connection refused") != std::string::npos; }));
    CHECK_THAT(spool({"list"}), ContainsSubstring("acme: 2 waiting, 0 refused"));
    CHECK(spool({"purge"}) == "removed 0 reports\n");
    CHECK(spool({"purge", "--waiting"}) == "removed 2 reports\n");
    CHECK_THAT(spool({"list"}), ContainsSubstring("acme: 0 waiting, 0 refused"));
}

TEST_CASE("a key that the endpoint refuses is seen in spool list, and a right one later delivers what was refused",
          "[hook]") {
    test::EndpointProcess endpoint;
    const test::GitRepository repository;
    const test::TemporaryFolder folder;
    const auto good = with(endpoint.hook_variables(folder / "spool"), {{"BUILDKITE_COMMAND_EXIT_STATUS", "0"}});
    const auto wrong = with(good, {{"SLEUTH_API_KEY", "wrong-key-0123456789"}});
    quiet_hook("pre-exit", repository.path(), wrong);
    const auto list = test::run({test::agent_binary(), "spool", "list"}, with(good, {{"SLEUTH_CONFIG", "/dev/null"}}));
    CHECK_THAT(list.out, ContainsSubstring("0 waiting, 1 refused") && ContainsSubstring("HTTP 401 Unauthorized"));
    const auto retried =
        test::run({test::agent_binary(), "spool", "flush", "--refused"}, with(good, {{"SLEUTH_CONFIG", "/dev/null"}}));
    CHECK(retried.out == "delivered 1, refused 0, waiting 0\n");
    CHECK(endpoint.reports_of(repository.head()).size() == 1);
}
