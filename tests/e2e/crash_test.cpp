// kill -9 at every point: of the hook, of the sender, of the endpoint under load. Nothing that was spooled or
// acknowledged is lost, nothing counts twice.
#include <catch2/catch_test_macros.hpp>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "base/ids.hpp"
#include "delivery/queue.hpp"
#include "sleuth/endpoint_client.hpp"
#include "support/detached_senders.hpp"
#include "support/endpoint_process.hpp"
#include "support/git_repository.hpp"
#include "support/hook.hpp"
#include "support/kill_at.hpp"
#include "support/sample_report.hpp"

using test::with;

namespace {

/// LeakSanitizer cannot run under ptrace, so these tests kill the binary that ships.
struct World {
    test::EndpointProcess endpoint;
    test::GitRepository repository;
    test::TemporaryFolder folder;
    test::Variables variables =
        with(endpoint.hook_variables(folder / "spool"), {{"SLEUTH_DELIVERY", "background"},
                                                         {"SLEUTH_CONFIG", "/dev/null"},
                                                         {"BUILDKITE_BUILD_CHECKOUT_PATH", repository.path()},
                                                         {"BUILDKITE_COMMAND_EXIT_STATUS", "0"}});

    /// Runs the end of a job, and kills the victim at its n-th system call. False when it has no more than that.
    [[nodiscard]] bool killed(test::Victim victim, int n) const {
        return test::kill_at_system_call(
            {test::static_binary(), "hook", "pre-exit"},
            test::job_variables(with(variables, {{"BUILDKITE_JOB_ID", "job-" + std::to_string(n)}})), repository.path(),
            victim, n);
    }
    [[nodiscard]] std::set<std::string> spooled_names() const {
        std::set<std::string> names;
        for (const auto& queue : *delivery::Queue::list(folder / "spool"))
            for (const auto& name : *queue.waiting()) names.insert(name);
        return names;
    }
    /// The jobs that arrived; each must have arrived once.
    [[nodiscard]] std::set<std::string> arrived_jobs() const {
        std::set<std::string> jobs;
        for (const auto& report : endpoint.reports_of(repository.head())) CHECK(jobs.insert(report.job.id).second);
        return jobs;
    }
};

}  // namespace

TEST_CASE("a hook that is killed at any system call leaves a whole report or none, and the next hook works",
          "[ptrace]") {
    World world;
    world.endpoint.kill();  // so that every report that was spooled stays in the spool
    int n = 1;
    for (; world.killed(test::Victim::program, n); ++n) test::kill_detached_senders();
    test::kill_detached_senders();
    INFO("system calls of a hook: " << n);
    CHECK(n > 50);
    std::set<std::string> spooled;
    for (const auto& queue : *delivery::Queue::list(world.folder / "spool"))
        for (const auto& name : *queue.waiting()) {
            const auto report = sleuth::report_from_json(**base::json::parse_object(*queue.read(name)));
            REQUIRE(report);
            spooled.insert(report->job.id);
        }
    CHECK(spooled.size() > 10);                           // killed after the report was spooled
    CHECK(spooled.size() < static_cast<std::size_t>(n));  // and before
    CHECK(spooled.contains("job-" + std::to_string(n)));  // the one that was not killed
    world.endpoint.start();
    CHECK(test::flush(world.variables).exit_code == 0);
    CHECK(world.arrived_jobs() == spooled);
}

TEST_CASE("a sender that is killed at any system call loses no report and delivers none twice", "[ptrace]") {
    World world;
    int n = 1;
    for (; world.killed(test::Victim::child, n); ++n)
        // A sender reads all that waits: now and then one may live, or it would have ever more system calls.
        if (n % 5 == 0) CHECK(test::flush(world.variables, test::static_binary()).exit_code == 0);
    INFO("system calls of a sender: " << n);
    CHECK(n > 50);
    CHECK(test::flush(world.variables).exit_code == 0);
    CHECK(world.spooled_names().empty());
    CHECK(world.arrived_jobs().size() == static_cast<std::size_t>(n));
}

TEST_CASE("an endpoint that is killed under load keeps every report that it acknowledged, once") {
    static constexpr int kills = 12;
    static constexpr int clients = 4;
    static constexpr std::size_t acknowledged_between_kills = 40;
    test::EndpointProcess endpoint;
    std::mutex mutex;
    std::set<std::string> acknowledged;
    std::condition_variable changed;
    bool up = true;
    bool stop = false;
    const auto acknowledged_count = [&] {
        const std::lock_guard lock(mutex);
        return acknowledged.size();
    };
    const auto set = [&](bool& flag, bool value) {
        const std::lock_guard lock(mutex);
        flag = value;
        changed.notify_all();
    };
    const auto client = [&, url = endpoint.url(), token = endpoint.build_token()] {
        sleuth::EndpointClient connection({.endpoint = url, .key = base::Secret(token), .user_agent = "test"});
        auto report = test::sample_report(base::new_id());
        for (;;) {
            const auto text = base::json::write(*sleuth::to_json(report));
            const auto response = connection.post("/api/1/builds/acme/register_build", text);
            std::unique_lock lock(mutex);
            if (response && response->status == 200) {
                acknowledged.insert(report.id);
                report.id = base::new_id();
            }  // else the same id again, as the sender does
            changed.wait(lock, [&] { return up || stop; });
            if (stop) return;
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i) threads.emplace_back(client);
    for (int i = 0; i < kills; ++i) {
        const auto before = acknowledged_count();
        CHECK(test::eventually([&] { return acknowledged_count() >= before + acknowledged_between_kills; }));
        endpoint.kill();
        set(up, false);  // after the kill, so that it hits requests under way
        endpoint.start();
        set(up, true);
    }
    set(stop, true);
    for (auto& thread : threads) thread.join();
    std::set<std::string> kept;
    for (const auto& report : endpoint.reports_of(test::sample_sha)) CHECK(kept.insert(report.id).second);
    for (const auto& id : acknowledged) CHECK(kept.contains(id));
    CHECK(kept.size() <= acknowledged.size() + clients);  // what was kept as the endpoint died, unacknowledged
}
