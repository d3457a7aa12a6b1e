#include "sleuth/endpoint_client.hpp"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/scripted_server.hpp"

using sleuth::parse_retry_after;
using std::chrono::seconds;

TEST_CASE("Retry-After is seconds or a date, never negative, never more than a day") {
    CHECK(parse_retry_after("120") == seconds(120));
    CHECK(parse_retry_after("99999999999") == seconds(86400));
    CHECK(parse_retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == seconds(0));
    const Poco::Timestamp soon = Poco::Timestamp() + 90 * Poco::Timestamp::resolution();
    const auto wait = parse_retry_after(Poco::DateTimeFormatter::format(soon, Poco::DateTimeFormat::HTTP_FORMAT));
    REQUIRE(wait);
    CHECK(*wait > seconds(80));
    CHECK(*wait <= seconds(90));
    CHECK_FALSE(parse_retry_after("soon"));
    CHECK_FALSE(parse_retry_after("-5"));
}

namespace {
sleuth::EndpointClient client_of(const std::string& url) {
    return sleuth::EndpointClient({.endpoint = url, .key = base::Secret("s3cret"), .user_agent = "test/1"});
}
}  // namespace

TEST_CASE("a request carries the key as a bearer token, and the reply comes back whole") {
    const test::ScriptedServer server([](const endpoint::Request& request) {
        return endpoint::Response{
            429, "text/plain", "you said " + request.credential.reveal(), {{"Retry-After", "3600"}}};
    });
    auto client = client_of(server.url());
    const auto response = client.post("/path", R"({"a":1})");
    REQUIRE(response);
    CHECK(response->status == 429);
    CHECK(response->retry_after == seconds(3600));
    CHECK(response->body == "you said ***");
    const auto request = server.requests().at(0);
    CHECK(request.path == "/path");
    CHECK(request.body == R"({"a":1})");
    CHECK(request.credential.reveal() == "s3cret");
}

TEST_CASE("a redirect is not followed: the key is for this endpoint") {
    const test::ScriptedServer other([](const auto&) { return endpoint::Response{}; });
    const test::ScriptedServer server(
        [&](const auto&) { return endpoint::Response{307, "text/plain", "", {{"Location", other.url()}}}; });
    CHECK(client_of(server.url()).post("/path", "{}")->status == 307);
    CHECK(other.requests().empty());
}

TEST_CASE("a reply that is too large is cut, and the next request still works") {
    const test::ScriptedServer server(
        [](const auto&) { return endpoint::Response{.body = std::string(3 << 20, 'x')}; });
    auto client = client_of(server.url());
    for (int i = 0; i < 2; ++i) CHECK(client.post("/path", "{}")->body.size() == 1 << 20);
}

TEST_CASE("without a reply the error names the address") {
    auto client = client_of("http://127.0.0.1:1");
    const auto response = client.post("/path", "{}");
    REQUIRE_FALSE(response);
    CHECK_THAT(response.error().message(), Catch::Matchers::ContainsSubstring("http://127.0.0.1:1/path"));
}
