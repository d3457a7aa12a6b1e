#include "endpoint/sqlite_store.hpp"

#include <sqlite3.h>

#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "support/fake_clock.hpp"
#include "support/sample_report.hpp"
#include "support/temporary_folder.hpp"

using endpoint::Acceptance;
using endpoint::DeployOutcome;

namespace {

struct Database {
    test::TemporaryFolder folder;
    std::unique_ptr<endpoint::Store> store = std::move(*endpoint::open_sqlite_store(folder / "db"));
    base::Instant now = test::FakeClock().now();

    Database() { REQUIRE(*store->prepare({"acme", "shop", "app", "git@github.com:acme/app.git"}, now)); }

    endpoint::CodeDeployment deployment() { return **store->find_code_deployment("acme", "app"); }
    DeployOutcome deploy(const std::string& sha, int second) {
        endpoint::Deploy deploy;
        deploy.sha = sha;
        deploy.deployed_at = now + std::chrono::seconds(second);
        deploy.tags = "[]";
        return *store->add_deploy(deployment(), **store->find_environment(deployment(), ""), deploy);
    }
};

endpoint::IncomingReport incoming(const sleuth::BuildReport& report) {
    return {report, base::json::write(*sleuth::to_json(report))};
}

}  // namespace

TEST_CASE("the first start makes an organization and a token, the second nothing") {
    Database database;
    CHECK_FALSE(*database.store->prepare({"other", "p", "d", ""}, database.now));
    CHECK(*database.store->has_organization("acme"));
    CHECK_FALSE(*database.store->has_organization("other"));
    CHECK(database.deployment().repository_key == "github.com/acme/app");
    CHECK((*database.store->find_environment(database.deployment(), ""))->slug == "production");
    CHECK_FALSE(*database.store->find_environment(database.deployment(), "staging"));
    CHECK(database.store->tokens()->size() == 1);
}

TEST_CASE("what was kept is there after a restart") {
    Database database;
    REQUIRE(database.store->add_reports("acme", {incoming(test::sample_report())}, database.now));
    database.store.reset();
    database.store = std::move(*endpoint::open_sqlite_store(database.folder / "db"));
    CHECK(database.store->reports_of("acme", test::sample_sha)->size() == 1);
}

TEST_CASE("an id counts once") {
    Database database;
    auto report = test::sample_report("one");
    const auto results =
        database.store->add_reports("acme", {incoming(report), incoming(test::sample_report("two"))}, database.now);
    CHECK(*results == std::vector{Acceptance::accepted, Acceptance::accepted});
    report.job.state = "failed";
    CHECK(*database.store->add_reports("acme", {incoming(report)}, database.now) == std::vector{Acceptance::repeated});
    const auto kept = *database.store->reports_of("acme", test::sample_sha);
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].job.state == "passed");
}

TEST_CASE("reports are found by sha, head_sha and the beginning of either") {
    Database database;
    auto merge = test::sample_report("merge");
    merge.sha = std::string(40, 'a');
    merge.head_sha = std::string(40, 'b');
    REQUIRE(database.store->add_reports("acme", {incoming(merge), incoming(test::sample_report())}, database.now));
    for (const std::string& sha : {merge.sha, merge.head_sha, merge.head_sha.substr(0, 7)})
        CHECK(database.store->reports_of("acme", sha)->size() == 1);
    CHECK(database.store->reports_of("acme", "ccccccc")->empty());
    CHECK(database.store->reports_of("other", merge.sha)->empty());
}

TEST_CASE("the current deploy's SHA again is a duplicate, an older one's is a rollback") {
    Database database;
    CHECK(database.deploy("aaaaaaa", 1) == DeployOutcome::registered);
    CHECK(database.deploy("aaaaaaa", 2) == DeployOutcome::duplicate);
    CHECK(database.deploy("bbbbbbb", 3) == DeployOutcome::registered);
    CHECK(database.deploy("aaaaaaa", 4) == DeployOutcome::registered);
    const auto found = *database.store->find_deploy(database.deployment(), "aaaaaaa", "production");
    REQUIRE(found);
    CHECK(found->deployed_at == database.now + std::chrono::seconds(4));
    CHECK_FALSE(*database.store->find_deploy(database.deployment(), "aaaaaaa", "staging"));
}

TEST_CASE("a token is found until it is revoked, once") {
    Database database;
    const auto token = endpoint::make_token("acme", "agents", endpoint::Scope::register_build, database.now);
    REQUIRE(database.store->add_token(token.record));
    const auto found = *database.store->find_token(token.record.id);
    REQUIRE(found);
    CHECK(endpoint::is_this_token(*found, token.text));
    CHECK(found->organization == "acme");
    CHECK(*database.store->revoke_token(token.record.id, database.now));
    CHECK_FALSE(*database.store->revoke_token(token.record.id, database.now));
    CHECK((*database.store->find_token(token.record.id))->revoked_at == database.now);
    CHECK_FALSE(*database.store->find_token("nobody"));
}

TEST_CASE("writers and readers at once lose nothing") {
    Database database;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&, thread] {
            for (int i = 0; i < 25; ++i) {
                const auto id = std::to_string(thread) + "-" + std::to_string(i);
                (void)database.store->add_reports("acme", {incoming(test::sample_report(id))}, database.now);
                (void)database.store->reports_of("acme", test::sample_sha);
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(database.store->reports_of("acme", test::sample_sha)->size() == 100);
}

TEST_CASE("a file of a newer version, and one that is no database, are refused") {
    Database database;
    database.store.reset();
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open((database.folder / "db").c_str(), &raw) == SQLITE_OK);
    REQUIRE(sqlite3_exec(raw, "PRAGMA user_version = 999", nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(raw);
    CHECK_FALSE(endpoint::open_sqlite_store(database.folder / "db"));
    test::write_file(database.folder / "text", std::string(5000, 'x'));
    CHECK_FALSE(endpoint::open_sqlite_store(database.folder / "text"));
    CHECK_FALSE(endpoint::open_sqlite_store("/missing/folder/db"));
}
