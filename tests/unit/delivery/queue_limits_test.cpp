#include "delivery/queue_limits.hpp"

#include <catch2/catch_test_macros.hpp>

#include "support/sample_report.hpp"
#include "support/temporary_folder.hpp"

using namespace delivery;
using namespace std::chrono_literals;

namespace {

struct World {
    test::TemporaryFolder folder;
    Queue queue = *Queue::open(folder / "spool", "q", {"https://host", "acme"});
    base::Instant now = *base::parse_iso8601("2026-11-23T12:00:00Z");

    /// A report that was written `age` before now.
    void add(const std::string& id, const std::string& state, base::Milliseconds age) const {
        auto report = test::sample_report(id, state);
        report.occurred_at = now - age;
        const auto name = queue.add(report);
        REQUIRE(name);
        std::filesystem::last_write_time(queue.folder() / "waiting" / *name,
                                         std::chrono::file_clock::from_sys(now - age));
    }
    /// The ids that are left, oldest first.
    [[nodiscard]] std::vector<std::string> left() const {
        std::vector<std::string> ids;
        for (const auto& name : *queue.waiting()) ids.push_back(name.substr(14, name.find('.') - 14));
        return ids;
    }
    [[nodiscard]] std::uint64_t bytes() const {
        std::uint64_t sum = 0;
        for (const auto& name : *queue.waiting()) sum += std::filesystem::file_size(queue.folder() / "waiting" / name);
        return sum;
    }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("what has waited too long goes, and is counted and said once") {
    const World world;
    world.add("old", "passed", 15 * 24h);
    world.add("new", "passed", 1h);
    REQUIRE(keep_within(world.queue, {}, world.now));
    CHECK(world.left() == Ids{"new"});
    CHECK(loss_of(world.queue)->reports == 1);
    CHECK(take_unsaid_loss(world.queue)->reports == 1);
    CHECK_FALSE(take_unsaid_loss(world.queue));
    CHECK(loss_of(world.queue));
    forget_loss(world.queue);
    CHECK_FALSE(loss_of(world.queue));
}

TEST_CASE("what happened long ago and is reported now is not old") {
    const World world;
    auto report = test::sample_report("backfill");
    report.occurred_at = world.now - 365 * 24h;
    REQUIRE(world.queue.add(report));
    REQUIRE(keep_within(world.queue, {}, base::SystemClock().now()));
    CHECK(world.left() == Ids{"backfill"});
}

TEST_CASE("past the size the refused go first, then the oldest that run, then the oldest") {
    const World world;
    world.add("refused", "passed", 6h);
    REQUIRE(world.queue.refuse(world.queue.waiting()->front(), {400, "no", world.now}));
    world.add("a-passed", "passed", 5h);
    world.add("b-running", "running", 4h);
    world.add("c-running", "running", 3h);
    world.add("d-passed", "passed", 2h);
    const auto all = world.bytes();
    const auto one = all / 4;
    REQUIRE(keep_within(world.queue, {all, 14 * 24h}, world.now));
    CHECK(world.queue.dead_names()->empty());
    CHECK_FALSE(loss_of(world.queue));  // what was refused was not lost now
    REQUIRE(keep_within(world.queue, {all - one / 2, 14 * 24h}, world.now));
    CHECK(world.left() == Ids{"a-passed", "c-running", "d-passed"});
    REQUIRE(keep_within(world.queue, {one + one / 2, 14 * 24h}, world.now));
    CHECK(world.left() == Ids{"d-passed"});
    CHECK(loss_of(world.queue)->reports == 3);
}

TEST_CASE("a clock that was set back loses nothing") {
    const World world;
    world.add("of-tomorrow", "passed", -24h);
    REQUIRE(keep_within(world.queue, {}, world.now));
    CHECK(world.left() == Ids{"of-tomorrow"});
}
