#include "sleuth/build_report.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/sample_report.hpp"

namespace json = base::json;
using Catch::Matchers::ContainsSubstring;

namespace {

json::Object::Ptr schema_of_report() {
    const auto schema = *json::parse_object(sleuth::register_build_schema());
    return json::object(*json::object(*schema, "$defs"), "report");
}

/// Removes `name` or `block.name`.
void remove(json::Object& report, const std::string& path) {
    const auto dot = path.find('.');
    if (dot == std::string::npos)
        report.remove(path);
    else
        json::object(report, path.substr(0, dot))->remove(path.substr(dot + 1));
}

std::vector<std::string> required_paths() {
    std::vector<std::string> paths;
    const auto schema = schema_of_report();
    const auto add = [&](const std::string& prefix, const json::Object& object) {
        for (const auto& name : *json::array(object, "required")) paths.push_back(prefix + name.toString());
    };
    add("", *schema);
    for (const char* block : {"build", "job"})
        add(std::string(block) + ".", *json::object(*json::object(*schema, "properties"), block));
    return paths;
}

}  // namespace

TEST_CASE("a report survives the wire") {
    auto report = test::sample_report();
    report.sha_note = "why";
    report.head_sha = std::string(40, 'b');
    report.tag = "v1";
    report.pull_request = 17;
    report.commit = sleuth::CommitBlock{"Ada <ada@example.com>", report.occurred_at, "Subject"};
    report.job.exit_status = -1;
    report.job.retry = 2;
    report.job.parallel_index = 0;
    report.job.parallel_count = 4;
    report.agent_queue = "default";
    const std::string text = json::write(*sleuth::to_json(report));
    const auto read = sleuth::report_from_json(**json::parse_object(text));
    REQUIRE(read);
    CHECK(json::write(*sleuth::to_json(*read)) == text);
}

TEST_CASE("what is empty is not on the wire") {
    const auto object = sleuth::to_json(test::sample_report());
    for (const char* name : {"sha_note", "head_sha", "tag", "pull_request", "commit", "agent"})
        CHECK_FALSE(object->has(name));
}

TEST_CASE("each field that the schema requires is required, and named when it is missing") {
    for (const std::string& path : required_paths()) {
        CAPTURE(path);
        auto object = sleuth::to_json(test::sample_report());
        remove(*object, path);
        const auto read = sleuth::report_from_json(*object);
        REQUIRE_FALSE(read);
        CHECK_THAT(read.error().message(), ContainsSubstring(path));
    }
}

TEST_CASE("the job states of the schema are those that are read") {
    const auto job = json::object(*json::object(*schema_of_report(), "properties"), "job");
    const auto states = json::array(*json::object(*json::object(*job, "properties"), "state"), "enum");
    REQUIRE(states->size() == 26);
    for (const auto& state : *states)
        CHECK(sleuth::report_from_json(*sleuth::to_json(test::sample_report("id", state.toString()))));
    CHECK_FALSE(sleuth::report_from_json(*sleuth::to_json(test::sample_report("id", "exploded"))));
}

TEST_CASE("a SHA that is not one and a date that is not one are refused") {
    const auto refused = [](const char* name, const char* value) {
        auto object = sleuth::to_json(test::sample_report());
        object->set(name, value);
        return !sleuth::report_from_json(*object);
    };
    CHECK(refused("sha", "HEAD"));
    CHECK(refused("head_sha", "abc"));
    CHECK(refused("occurred_at", "yesterday"));
    CHECK(refused("provider", "JENKINS"));
    CHECK(refused("build", "a text"));
}

TEST_CASE("an organization cannot leave its place in the path") {
    CHECK(sleuth::register_build_path("acme") == "/api/1/builds/acme/register_build");
    CHECK(sleuth::register_build_path("a/../b?c") == "/api/1/builds/a%2F..%2Fb%3Fc/register_build");
}
