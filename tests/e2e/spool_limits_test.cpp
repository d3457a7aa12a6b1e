// The spool where it hurts: a full disk, a read-only folder, somebody else's folder, many agents at once, a long
// outage.
#include <sys/mount.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "delivery/queue_limits.hpp"
#include "support/detached_senders.hpp"
#include "support/endpoint_process.hpp"
#include "support/git_repository.hpp"
#include "support/hook.hpp"
#include "support/sample_report.hpp"

using Catch::Matchers::ContainsSubstring;
using test::with;
namespace fs = std::filesystem;

namespace {

/// A file system of its own, of one page of the kernel's more than nothing.
class SmallDisk {
public:
    explicit SmallDisk(const fs::path& path) : path_(path) {
        fs::create_directories(path_);
        mounted_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=64k,mode=0700") == 0;
    }
    ~SmallDisk() {
        if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    [[nodiscard]] bool mounted() const { return mounted_; }
    void make_read_only() const { REQUIRE(::mount("", path_.c_str(), "", MS_REMOUNT | MS_RDONLY, "") == 0); }

private:
    fs::path path_;
    bool mounted_ = false;
};

struct World {
    test::EndpointProcess endpoint;
    test::GitRepository repository;
    test::TemporaryFolder folder;
    test::Variables variables =
        with(endpoint.hook_variables(folder / "disk/spool"), {{"SLEUTH_DELIVERY", "background"}});

    [[nodiscard]] test::Finished end_job(const std::string& id, const test::Variables& changes = {}) const {
        return test::run_hook(
            "pre-exit", repository.path(),
            with(variables, with(changes, {{"BUILDKITE_JOB_ID", id}, {"BUILDKITE_COMMAND_EXIT_STATUS", "0"}})));
    }
    [[nodiscard]] std::size_t arrived() const { return endpoint.reports_of(repository.head()).size(); }
};

}  // namespace

TEST_CASE("a spool that cannot be written is one line, and the job goes on", "[hook]") {
    const World world;
    const SmallDisk disk(world.folder / "disk");
    if (!disk.mounted()) SKIP("needs root to mount a small disk");
    std::string expected;
    SECTION("a full disk") {
        test::write_file(world.folder / "disk/filler", std::string(60 * 1024, 'x'));
        expected = "No space left";
    }
    SECTION("a read-only folder") {
        disk.make_read_only();
        expected = "Read-only file system";
    }
    SECTION("a folder of another user") {
        fs::create_directory(world.folder / "disk/spool");
        REQUIRE(::chown((world.folder / "disk/spool").c_str(), 12345, 12345) == 0);
        expected = "belongs to another user";
    }
    const auto hook = world.end_job("job-1");
    CHECK(hook.exit_code == 0);
    CHECK_THAT(hook.err, ContainsSubstring("sleuth: warning: spool the report") && ContainsSubstring(expected));
    CHECK(std::count(hook.err.begin(), hook.err.end(), '\n') == 1);
    CHECK(world.end_job("job-1", {{"SLEUTH_FAIL_ON_ERROR", "true"}}).exit_code == 1);
}

TEST_CASE("a disk that was full loses nothing that was written before", "[hook]") {
    World world;
    const SmallDisk disk(world.folder / "disk");
    if (!disk.mounted()) SKIP("needs root to mount a small disk");
    world.endpoint.kill();
    std::size_t written = 0;
    while (world.end_job("job-" + std::to_string(written)).err.empty()) REQUIRE(++written < 100);
    test::kill_detached_senders();
    CHECK(written > 0);
    world.endpoint.start();
    CHECK(test::flush(world.variables).exit_code == 0);
    CHECK(world.arrived() == written);
    CHECK(world.end_job("job-after").err.empty());
}

TEST_CASE("many agents of one machine share a spool", "[hook]") {
    static constexpr int jobs = 20;
    const World world;
    const auto loop = "for i in $(seq " + std::to_string(jobs) + "); do BUILDKITE_JOB_ID=job-$i '" +
                      test::agent_binary() + "' hook pre-exit & done; wait";
    const auto all = test::run(
        {"bash", "-c", loop},
        test::job_variables(with(world.variables, {{"SLEUTH_CONFIG", "/dev/null"},
                                                   {"BUILDKITE_COMMAND_EXIT_STATUS", "0"},
                                                   {"BUILDKITE_BUILD_CHECKOUT_PATH", world.repository.path()}})));
    CHECK(all.err.empty());
    CHECK(test::eventually([&] { return world.arrived() == jobs; }));
}

TEST_CASE("a long outage costs the oldest, the next job says so, and the rest arrives", "[hook]") {
    World world;
    world.endpoint.kill();
    REQUIRE(world.end_job("job-now").err.empty());
    test::kill_detached_senders();
    const auto queue = delivery::Queue::list(world.folder / "disk/spool")->at(0);
    static constexpr int old_reports = 300;
    for (int i = 0; i < old_reports; ++i) {
        auto report = test::sample_report("old-" + std::to_string(i), i % 2 == 0 ? "running" : "passed");
        report.occurred_at = base::SystemClock().now() - std::chrono::hours(24) + base::Milliseconds(i);
        REQUIRE(queue.add(report));
    }
    const test::Variables small{{"SLEUTH_SPOOL_MAX_BYTES", "64K"}};
    REQUIRE(world.end_job("job-1", small).err.empty());  // its sender trims the queue
    REQUIRE(test::eventually([&] { return delivery::loss_of(queue).has_value(); }));
    const auto lost = delivery::loss_of(queue)->reports;
    test::kill_detached_senders();
    CHECK_THAT(
        world.end_job("job-2", small).err,
        ContainsSubstring(std::to_string(lost) + " reports that waited for") && ContainsSubstring("spool-max-bytes"));
    test::kill_detached_senders();
    (void)world.end_job("job-3");  // says what the sender of job-2 had to drop
    CHECK(world.end_job("job-4").err.empty());
    test::kill_detached_senders();
    const auto list =
        test::run({test::agent_binary(), "spool", "list"}, with(world.variables, {{"SLEUTH_CONFIG", "/dev/null"}}));
    CHECK_THAT(list.out, ContainsSubstring("lost "));
    world.endpoint.start();
    CHECK(test::flush(world.variables).exit_code == 0);
    CHECK(world.arrived() == 5);  // the newest, which no limit touches
    for (const auto& report : world.endpoint.reports_of(test::sample_sha)) CHECK(report.job.state == "passed");
}
