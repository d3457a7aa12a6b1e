#include "delivery/queue_lock.hpp"

#include <catch2/catch_test_macros.hpp>
#include <future>

#include "delivery/queue.hpp"
#include "delivery/watch.hpp"
#include "support/sample_report.hpp"
#include "support/temporary_folder.hpp"

using delivery::QueueLock;
using namespace std::chrono_literals;

namespace {
struct Spool {
    test::TemporaryFolder folder;
    delivery::Queue queue = *delivery::Queue::open(folder / "spool", "q", {"https://host", "acme"});
};
}  // namespace

TEST_CASE("one at a time holds a queue") {
    const Spool spool;
    auto first = QueueLock::try_take(spool.queue.folder());
    REQUIRE((first && *first));
    CHECK_FALSE(*QueueLock::try_take(spool.queue.folder()));
    first->reset();
    CHECK(*QueueLock::try_take(spool.queue.folder()));
}

TEST_CASE("taking over asks the holder to stop and gets the lock when it does") {
    const Spool spool;
    auto watch = delivery::Watch::start(spool.queue.folder());
    auto held = QueueLock::try_take(spool.queue.folder());
    auto taken = std::async(std::launch::async, [&] { return QueueLock::take_over(spool.queue.folder(), 30s); });
    delivery::Wake wake = watch.wait(30s);
    while (wake == delivery::Wake::lock) wake = watch.wait(30s);
    CHECK(wake == delivery::Wake::takeover);
    held->reset();
    const auto lock = taken.get();
    CHECK((lock && *lock));
}

TEST_CASE("taking over gives up at its deadline") {
    const Spool spool;
    const auto held = QueueLock::try_take(spool.queue.folder());
    const auto lock = QueueLock::take_over(spool.queue.folder(), 20ms);
    REQUIRE(lock);
    CHECK_FALSE(*lock);
}

TEST_CASE("a watch sees a report that came before the wait") {
    const Spool spool;
    auto watch = delivery::Watch::start(spool.queue.folder());
    CHECK(watch.wait(0ms) == delivery::Wake::timeout);
    REQUIRE(spool.queue.add(test::sample_report()));
    CHECK(watch.wait(30s) == delivery::Wake::report);
}
