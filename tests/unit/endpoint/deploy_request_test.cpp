#include "endpoint/deploy_request.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using endpoint::read_deploy_request;

namespace {
const base::Instant now = *base::parse_iso8601("2026-11-23T12:00:00Z");

base::Result<endpoint::DeployRequest> json(const std::string& body) {
    endpoint::Request request;
    request.body = body;
    return read_deploy_request(request, now);
}

base::Result<endpoint::DeployRequest> form(endpoint::Fields fields) {
    endpoint::Request request;
    request.form = std::move(fields);
    return read_deploy_request(request, now);
}
}  // namespace

TEST_CASE("what sleuth-client sends") {
    const auto read = json(R"({"sha": "0123456789ABCDEF0123456789abcdef01234567", "environment": "production",
        "date": "2026-11-23T11:10:30.777265", "ignore_if_duplicate": "true", "pull_requests": [],
        "commits": [{"revision": "a", "message": "m", "parents": []}], "files": [{"path": "p"}]})");
    REQUIRE(read);
    CHECK(read->deploy.sha == "0123456789abcdef0123456789abcdef01234567");
    CHECK(base::to_rfc3339(read->deploy.deployed_at) == "2026-11-23T11:10:30.777Z");
    CHECK(read->ignore_if_duplicate);
    CHECK(read->environment == "production");
    CHECK(read->deploy.details.find("\"revision\":\"a\"") != std::string::npos);
}

TEST_CASE("what shell scripts and sleuth-action send: forms, a key in the body, unset inputs as empty texts") {
    const endpoint::Fields fields{
        {"sha", "0123456"}, {"api_key", "k"}, {"environment", ""}, {"email", ""}, {"date", ""}};
    const auto read = form(fields);
    REQUIRE(read);
    endpoint::Request request;
    request.form = fields;
    CHECK(endpoint::api_key_of(request).reveal() == "k");
    CHECK(read->environment.empty());
    CHECK(read->deploy.deployed_at == now);
    CHECK_FALSE(read->ignore_if_duplicate);
}

TEST_CASE("tags and links in each of their forms") {
    CHECK(form({{"sha", "0123456"}, {"tags", "#a, #b-2"}})->deploy.tags == R"(["#a","#b-2"])");
    CHECK(json(R"({"sha": "0123456", "tags": ["#a"]})")->deploy.tags == R"(["#a"])");
    CHECK(form({{"sha", "0123456"}, {"links", "build=https://x/?a=b"}})->deploy.links ==
          R"({"build":"https://x/?a=b"})");
    CHECK(json(R"({"sha": "0123456", "links": {"b": "https://x"}, "ignore_if_duplicate": true})")->ignore_if_duplicate);
}

TEST_CASE("what is wrong is refused") {
    const auto* body = GENERATE(
        "{}", "{", R"({"sha": ""})", R"({"sha": 1234567})", R"({"sha": "HEAD"})", R"({"sha": "012345"})",
        R"({"sha": "0123456", "date": "yesterday"})", R"({"sha": "0123456", "email": "nobody"})",
        R"({"sha": "0123456", "tags": "#UPPER"})", R"({"sha": "0123456", "tags": "no-hash"})",
        R"_({"sha": "0123456", "links": {"x": "javascript:alert(1)"}})_", R"({"sha": "0123456", "commits": "none"})");
    CAPTURE(body);
    CHECK_FALSE(json(body));
}
