#include "delivery/queue.hpp"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "support/fake_clock.hpp"
#include "support/sample_report.hpp"
#include "support/temporary_folder.hpp"

using delivery::Queue;
namespace fs = std::filesystem;

namespace {
const delivery::Target target{"https://sleuth.example.com", "acme"};
}

TEST_CASE("a report waits under its time, oldest first, until it is removed") {
    const test::TemporaryFolder folder;
    const auto queue = Queue::open(folder / "spool", "q", target);
    REQUIRE(queue);
    auto later = test::sample_report("later");
    later.occurred_at += base::Milliseconds(1);
    REQUIRE(queue->add(later));
    const auto first = queue->add(test::sample_report("first"));
    REQUIRE(first);
    const auto names = *queue->waiting();
    REQUIRE(names.size() == 2);
    CHECK(names[0] == *first);
    CHECK(sleuth::report_from_json(**base::json::parse_object(*queue->read(names[0])))->id == "first");
    REQUIRE(queue->remove(names[0]));
    CHECK(queue->waiting()->size() == 1);
}

TEST_CASE("the queues of a spool are found again with their targets") {
    const test::TemporaryFolder folder;
    CHECK(Queue::list(folder / "spool")->empty());
    REQUIRE(Queue::open(folder / "spool", "q", target));
    fs::create_directory(folder / "spool" / "jobs");
    const auto queues = Queue::list(folder / "spool");
    REQUIRE(queues->size() == 1);
    CHECK(queues->front().target() == target);
}

TEST_CASE("a refused report keeps its reason, and can come back as it was") {
    const test::TemporaryFolder folder;
    const auto queue = Queue::open(folder / "spool", "q", target);
    const auto name = *queue->add(test::sample_report());
    const auto text = *queue->read(name);
    REQUIRE(queue->refuse(name, {401, "Unauthorized\x1b[31m", test::FakeClock().now()}));
    CHECK(queue->waiting()->empty());
    const auto dead = *queue->dead();
    REQUIRE(dead.size() == 1);
    CHECK(dead[0].refusal.status == 401);
    CHECK(dead[0].refusal.reason == "Unauthorized [31m");
    CHECK(dead[0].refusal.at == test::FakeClock().now());
    REQUIRE(queue->revive(name));
    CHECK(queue->dead()->empty());
    CHECK(*queue->read(name) == text);
}

TEST_CASE("a half-written file is no report, and is swept once it is old") {
    const test::TemporaryFolder folder;
    const auto queue = Queue::open(folder / "spool", "q", target);
    const auto leftover = folder / "spool/q/waiting/.123.json.abcd";
    test::write_file(leftover, "{");
    CHECK(queue->waiting()->empty());
    const auto now = base::SystemClock().now();
    queue->sweep(now);
    CHECK(fs::exists(leftover));
    queue->sweep(now + std::chrono::hours(2));
    CHECK_FALSE(fs::exists(leftover));
}

TEST_CASE("a spool that others can write to is refused") {
    const test::TemporaryFolder folder;
    fs::create_directory(folder / "spool");
    fs::permissions(folder / "spool", fs::perms::all);
    CHECK_FALSE(Queue::open(folder / "spool", "q", target));
    CHECK_FALSE(Queue::list(folder / "spool"));
}

TEST_CASE("reports with ids of any kind at the same millisecond have files of their own") {
    const test::TemporaryFolder folder;
    const auto queue = *Queue::open(folder / "spool", "q", target);
    const std::string stem(60, 'x');
    for (const std::string& id : {stem + "1", stem + "2", std::string("a.b"), std::string("ab"), std::string("../a")})
        REQUIRE(queue.add(test::sample_report(id)));
    CHECK(queue.waiting()->size() == 5);
}
