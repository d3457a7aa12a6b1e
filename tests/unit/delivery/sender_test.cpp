#include "delivery/sender.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <deque>
#include <set>

#include "support/fake_clock.hpp"
#include "support/sample_report.hpp"
#include "support/temporary_folder.hpp"

using delivery::Ending;
using sleuth::Response;
using namespace std::chrono_literals;
namespace json = base::json;

namespace {

std::vector<std::string> ids_in(const std::string& body) {
    std::vector<std::string> ids;
    const auto list = json::array(**json::parse_object(body), "reports");
    for (unsigned int i = 0; i < list->size(); ++i) ids.push_back(*json::text(*list->getObject(i), "id"));
    return ids;
}

/// What an endpoint answers: the same status for each report.
Response results(const std::string& body, const std::string& status) {
    std::string text;
    for (const auto& id : ids_in(body))
        text += (text.empty() ? "" : ",") + ("{\"id\":\"" + id + "\",\"status\":\"" + status + "\",\"reason\":\"r\"}");
    return {200, "{\"results\":[" + text + "]}", std::nullopt};
}

/// A queue with reports, and a network that answers as told; time passes only in waits.
struct World {
    test::TemporaryFolder folder;
    delivery::Queue queue = *delivery::Queue::open(folder / "spool", "q", {"https://host", "acme"});
    test::FakeClock clock;
    std::vector<std::vector<std::string>> requests;  // the ids of each
    std::vector<base::Milliseconds> waits;
    std::deque<std::function<base::Result<Response>(const std::string&)>> replies;  // then: accepted
    std::function<delivery::Wake()> on_wait = [] { return delivery::Wake::timeout; };

    void spool(const std::string& id) {
        auto report = test::sample_report(id);
        report.occurred_at += base::Milliseconds(count_++);
        REQUIRE(queue.add(report));
    }
    void reply(int status, const std::string& body = "", std::optional<std::chrono::seconds> retry_after = {}) {
        replies.push_back([=](const std::string&) { return Response{status, body, retry_after}; });
    }
    void no_reply() {
        replies.push_back([](const std::string&) { return base::Error{"POST", "Connection refused"}; });
    }
    delivery::SendSummary send(delivery::SenderLimits limits = {10min, 1000}) {
        return delivery::send_waiting(queue,
                                      {[&](const std::string& body) -> base::Result<Response> {
                                           requests.push_back(ids_in(body));
                                           if (replies.empty()) return results(body, "accepted");
                                           const auto answer = replies.front();
                                           replies.pop_front();
                                           return answer(body);
                                       },
                                       [&](base::Milliseconds time) {
                                           waits.push_back(time);
                                           const auto wake = on_wait();
                                           clock.advance(wake == delivery::Wake::timeout ? time : 10ms);
                                           return wake;
                                       },
                                       clock, delivery::Backoff([] { return 1.0; })},
                                      limits);
    }

private:
    int count_ = 0;
};

}  // namespace

TEST_CASE("everything that waits goes out in batches, oldest first") {
    World world;
    for (const char* id : {"a", "b", "c", "d", "e"}) world.spool(id);
    const auto summary = world.send({.lifetime = 1min, .most_failures_in_a_row = 1, .most_reports_a_request = 2});
    CHECK(summary.ending == Ending::drained);
    CHECK(summary.delivered == 5);
    CHECK(world.requests == std::vector<std::vector<std::string>>{{"a", "b"}, {"c", "d"}, {"e"}});
    CHECK(world.queue.waiting()->empty());
}

TEST_CASE("a report that the endpoint has already is done with") {
    World world;
    world.spool("a");
    world.replies.push_back([](const std::string& body) { return results(body, "repeated"); });
    CHECK(world.send().delivered == 1);
    CHECK(world.queue.waiting()->empty());
}

TEST_CASE("no reply, 5xx, 408 and 429 are tried again with growing waits, and the reason can be seen meanwhile") {
    World world;
    world.spool("a");
    world.no_reply();
    world.reply(503, "busy");
    world.reply(408);
    world.reply(429);
    std::string status_while_waiting;
    world.on_wait = [&] {
        if (status_while_waiting.empty()) status_while_waiting = world.queue.status()->error;
        return delivery::Wake::timeout;
    };
    const auto summary = world.send();
    CHECK(summary.ending == Ending::drained);
    CHECK(summary.refused == 0);
    CHECK(world.waits == std::vector<base::Milliseconds>{1s, 2s, 4s, 8s});
    CHECK(status_while_waiting == "POST: Connection refused");
    CHECK_FALSE(world.queue.status());
}

TEST_CASE("Retry-After is waited for in full, even when new reports come") {
    World world;
    world.spool("a");
    world.reply(503, "", 90s);
    world.on_wait = [&] { return world.waits.size() == 1 ? delivery::Wake::report : delivery::Wake::timeout; };
    REQUIRE(world.send().ending == Ending::drained);
    base::Milliseconds waited{10};
    for (std::size_t i = 1; i < world.waits.size(); ++i) waited += world.waits[i];
    CHECK(waited == 90s);
}

TEST_CASE("a new report shortens a long wait to five seconds since the last attempt") {
    World world;
    world.spool("a");
    for (int i = 0; i < 6; ++i) world.no_reply();  // the next wait would be 32 s
    world.on_wait = [&] { return world.waits.size() == 6 ? delivery::Wake::report : delivery::Wake::timeout; };
    REQUIRE(world.send().ending == Ending::drained);
    REQUIRE(world.waits.size() == 7);
    CHECK(world.waits[5] == 32s);
    CHECK(world.waits[6] == 5s - 10ms);
}

TEST_CASE("a refusal for good moves the reports to dead with the reason") {
    World world;
    world.spool("a");
    world.spool("b");
    world.reply(401, "Unauthorized");
    const auto summary = world.send();
    CHECK(summary.ending == Ending::drained);
    CHECK(summary.refused == 2);
    CHECK(world.waits.empty());
    const auto dead = *world.queue.dead();
    REQUIRE(dead.size() == 2);
    CHECK(dead[0].refusal.reason == "HTTP 401 Unauthorized");
}

TEST_CASE("one refused report does not stop the others of its batch") {
    World world;
    world.spool("a");
    world.spool("b");
    world.replies.push_back([](const std::string&) {
        return Response{200,
                        R"({"results":[{"id":"a","status":"refused","reason":"field sha"},
                                            {"id":"b","status":"accepted"}]})",
                        {}};
    });
    const auto summary = world.send();
    CHECK(summary.delivered == 1);
    CHECK(world.queue.dead()->front().refusal.reason == "field sha");
}

TEST_CASE("a batch that is refused as a whole is sent one by one to find the culprit") {
    World world;
    for (const char* id : {"a", "bad", "c"}) world.spool(id);
    for (int i = 0; i < 5; ++i)
        world.replies.push_back([](const std::string& body) {
            return body.find("\"bad\"") != std::string::npos ? Response{400, "field sha", {}}
                                                             : results(body, "accepted");
        });
    const auto summary = world.send();
    CHECK(summary.delivered == 2);
    REQUIRE(world.queue.dead()->size() == 1);
    CHECK(world.queue.dead()->front().name.find("bad") != std::string::npos);
}

TEST_CASE("a batch that is too large is halved") {
    World world;
    for (const char* id : {"a", "b", "c", "d"}) world.spool(id);
    world.reply(413);
    CHECK(world.send().delivered == 4);
    CHECK(world.requests[1] == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a 200 that is not an endpoint's acknowledges nothing") {
    World world;
    world.spool("a");
    for (const char* body : {"<html>Sign in to the Wi-Fi</html>", "{}", R"({"results":[{"id":"other"}]})", "Success"})
        world.reply(200, body);
    CHECK(world.send({10min, 4}).ending == Ending::gave_up);
    CHECK(world.queue.waiting()->size() == 1);
    CHECK(world.queue.dead()->empty());
}

TEST_CASE("a report that cannot be removed is sent again only after a wait") {
    World world;
    world.spool("a");
    const auto waiting = world.folder / "spool/q/waiting";
    // A folder with the report's name cannot be unlinked, as a file on a read-only disk cannot.
    world.replies.push_back([&](const std::string& body) {
        const auto name = world.queue.waiting()->front();
        std::filesystem::remove(waiting / name);
        std::filesystem::create_directory(waiting / name);
        return results(body, "accepted");
    });
    CHECK(world.send({10min, 1}).ending == Ending::gave_up);
    CHECK(world.requests.size() == 1);
}

TEST_CASE("a file that is not a report goes to dead and does not block the rest") {
    World world;
    world.spool("a");
    test::write_file(world.folder / "spool/q/waiting/0000000000000-broken.json", "{\"id\":");
    const auto summary = world.send();
    CHECK(summary.delivered == 1);
    CHECK(summary.refused == 1);
}

TEST_CASE("the sender gives up after its lifetime or its failures and leaves the reports waiting") {
    World world;
    world.spool("a");
    for (int i = 0; i < 100; ++i) world.no_reply();
    SECTION("failures") { CHECK(world.send({10min, 3}).ending == Ending::gave_up); }
    SECTION("lifetime") {
        CHECK(world.send({30s, 1000}).ending == Ending::gave_up);
        CHECK(world.clock.now() <= test::FakeClock().now() + 30s);
    }
    CHECK(world.queue.waiting()->size() == 1);
}

TEST_CASE("the sender stops when somebody takes over") {
    World world;
    world.spool("a");
    world.no_reply();
    world.on_wait = [] { return delivery::Wake::takeover; };
    CHECK(world.send().ending == Ending::asked_to_stop);
    CHECK(world.requests.size() == 1);
}

TEST_CASE("a report that comes while the last is being sent goes out too") {
    World world;
    world.spool("a");
    world.replies.push_back([&](const std::string& body) {
        world.spool("b");
        return results(body, "accepted");
    });
    CHECK(world.send().delivered == 2);
}

TEST_CASE("a wall clock that is set back while the sender waits does not make it wait longer") {
    World world;
    world.spool("a");
    world.no_reply();
    world.on_wait = [&] {
        world.clock.set_by(-24h);
        return delivery::Wake::timeout;
    };
    CHECK(world.send().delivered == 1);
    CHECK(world.waits == std::vector<base::Milliseconds>{1s});
}

TEST_CASE("a report that disappears while it waits is not held against anybody") {
    World world;
    for (const char* id : {"a", "b"}) world.spool(id);
    world.replies.push_back([&](const std::string& body) {
        for (const auto& name : *world.queue.waiting())
            if (name.find("-b.") != std::string::npos) CHECK(world.queue.remove(name));
        return results(body, "accepted");
    });
    const auto summary = world.send({.lifetime = 1min, .most_failures_in_a_row = 1, .most_reports_a_request = 1});
    CHECK(summary.delivered == 1);
    CHECK(summary.refused == 0);
    CHECK(world.queue.dead()->empty());
}
