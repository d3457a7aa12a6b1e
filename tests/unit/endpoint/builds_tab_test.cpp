#include "endpoint/builds_tab.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "endpoint/builds_page.hpp"
#include "endpoint/sqlite_store.hpp"
#include "support/sample_report.hpp"
#include "support/temporary_folder.hpp"

using Catch::Matchers::ContainsSubstring;

namespace {

struct World {
    test::TemporaryFolder folder;
    std::unique_ptr<endpoint::Store> store = std::move(*endpoint::open_sqlite_store(folder / "db"));
    base::Instant noon = *base::parse_iso8601("2026-11-23T12:00:00Z");

    World() {
        REQUIRE(store->prepare({"acme", "shop", "app", "git@github.com:acme/app.git"}, noon));
        endpoint::Deploy deploy;
        deploy.sha = test::sample_sha;
        deploy.deployed_at = noon;
        const auto deployment = **store->find_code_deployment("acme", "app");
        REQUIRE(store->add_deploy(deployment, **store->find_environment(deployment, ""), deploy));
    }
    void report(
        const std::string& id, const std::string& state, int second,
        const std::function<void(sleuth::BuildReport&)>& change = [](auto&) {}) {
        auto made = test::sample_report(id, state);
        made.occurred_at = noon + std::chrono::seconds(second);
        change(made);
        REQUIRE(store->add_reports("acme", {{made, base::json::write(*sleuth::to_json(made))}}, noon));
    }
    endpoint::BuildsTab tab() {
        return **endpoint::find_builds_tab(*store, "acme", "app", test::sample_sha, "", noon + std::chrono::hours(1));
    }
};

}  // namespace

TEST_CASE("the tab shows a build as it was at the deploy beside what it is now, a late report included") {
    World world;
    world.report("end", "failed", 5);
    world.report("start", "running", -5);  // arrived last
    const auto tab = world.tab();
    REQUIRE(tab.builds.size() == 1);
    CHECK(tab.builds[0].at_deploy->state == "running");
    CHECK(tab.builds[0].now.state == "failed");
    CHECK_THAT(endpoint::builds_page(tab), ContainsSubstring("<td>● Running</td><td>✗ Failed</td>"));
}

TEST_CASE("a build that began after the deploy was not known then") {
    World world;
    world.report("start", "running", 5);
    const auto tab = world.tab();
    CHECK_FALSE(tab.builds[0].at_deploy);
    CHECK_THAT(endpoint::builds_page(tab), ContainsSubstring("not known yet"));
}

TEST_CASE("builds of another repository do not belong, other spellings of this one do") {
    World world;
    world.report("other", "passed", -1, [](auto& report) {
        report.repository_url = "https://github.com/fork/app";
        report.build.id = "other";
    });
    world.report("same", "passed", -1, [](auto& report) { report.repository_url = "ssh://git@github.com/acme/app"; });
    CHECK(world.tab().builds.size() == 1);
}

TEST_CASE("a merge build belongs to the deploy of the commit that was pushed") {
    World world;
    world.report("merge", "passed", -1, [](auto& report) {
        report.head_sha = report.sha;
        report.sha = std::string(40, 'f');
    });
    CHECK(world.tab().builds.size() == 1);
}

TEST_CASE("a reporter whose clock is ahead is still shown as it is now") {
    World world;
    world.report("start", "running", -1);
    world.report("end", "passed", 2 * 3600);
    CHECK(world.tab().builds[0].now.state == "passed");
}

TEST_CASE("nothing from outside becomes markup or a script link") {
    World world;
    world.report("x", "passed", -1, [](auto& report) {
        report.build.pipeline = "<script>alert(1)</script>";
        report.build.url = "javascript:alert(1)";
        report.sha_note = "<img src=x onerror=alert(1)>\"'";
    });
    const auto page = endpoint::builds_page(world.tab());
    CHECK_THAT(page, !ContainsSubstring("<script") && !ContainsSubstring("javascript:") && !ContainsSubstring("<img"));
}

TEST_CASE("a deploy without builds says what to do") {
    World world;
    CHECK_THAT(endpoint::builds_page(world.tab()), ContainsSubstring("No build of this commit"));
    CHECK_FALSE(*endpoint::find_builds_tab(*world.store, "acme", "app", "fffffff", "", world.noon));
    CHECK_FALSE(*endpoint::find_builds_tab(*world.store, "acme", "nothing", test::sample_sha, "", world.noon));
}
