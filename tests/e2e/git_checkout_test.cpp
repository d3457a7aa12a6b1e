// Real checkouts of every kind through the real binary: the right SHA, or the reason for the fallback; never a failure.
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/endpoint_process.hpp"
#include "support/git_repository.hpp"
#include "support/hook.hpp"

using Catch::Matchers::ContainsSubstring;
using test::git_in;
using test::with;

TEST_CASE("the SHA of a checkout of each kind reaches the endpoint", "[hook]") {
    test::EndpointProcess endpoint;
    const test::GitRepository repository;
    const test::TemporaryFolder folder;
    const auto url = "file://" + repository.path().string();
    const auto clone = [&](test::Arguments options) {
        options.insert(options.begin(), {"clone", "-q"});
        options.insert(options.end(), {url, "clone"});
        git_in(folder.path(), options);
        return folder / "clone";
    };
    repository.commit("Second");
    std::filesystem::path checkout;
    SECTION("a detached HEAD") {
        checkout = clone({});
        git_in(checkout, {"checkout", "-q", "--detach"});
    }
    SECTION("a shallow clone") { checkout = clone({"--depth", "1"}); }
    SECTION("a --reference clone whose alternates are gone") {
        git_in(folder.path(), {"clone", "-q", "--mirror", url, "mirror"});
        checkout = clone({"--reference", folder / "mirror"});
        std::filesystem::remove_all(folder / "mirror");
    }
    SECTION("a sparse partial clone") { checkout = clone({"--sparse", "--filter=blob:none"}); }
    SECTION("a repository that belongs to another user") {
        if (::geteuid() != 0) SKIP("needs root to give files away");
        checkout = clone({});
        test::must_run({"chown", "-R", "12345:12345", checkout});
    }
    test::quiet_hook("pre-command", checkout, endpoint.hook_variables(folder / "spool"));
    const auto reports = endpoint.reports_of(repository.head());
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].sha_source == "checkout");
    CHECK(reports[0].sha_note.empty());
}

TEST_CASE("an empty folder instead of a checkout", "[hook]") {
    test::EndpointProcess endpoint;
    const test::TemporaryFolder folder;
    std::filesystem::create_directory(folder / "empty");
    const auto variables = endpoint.hook_variables(folder / "spool");
    SECTION("falls back to a full BUILDKITE_COMMIT and says why") {
        const std::string sha(40, 'a');
        const auto hook = test::run_hook("pre-command", folder / "empty", with(variables, {{"BUILDKITE_COMMIT", sha}}));
        CHECK(hook.exit_code == 0);
        CHECK_THAT(hook.err, ContainsSubstring("sleuth: warning: BUILDKITE_COMMIT is taken"));
        const auto reports = endpoint.reports_of(sha);
        REQUIRE(reports.size() == 1);
        CHECK(reports[0].sha_source == "BUILDKITE_COMMIT");
        CHECK_THAT(reports[0].sha_note, ContainsSubstring("read HEAD of"));
    }
    SECTION("reports nothing rather than a wrong SHA when BUILDKITE_COMMIT is HEAD") {
        const auto hook = test::run_hook("pre-command", folder / "empty", variables);
        CHECK(hook.exit_code == 0);
        CHECK_THAT(hook.err, ContainsSubstring("sleuth: warning: find the job's commit"));
        CHECK_FALSE(std::filesystem::exists(folder / "spool"));
    }
}

TEST_CASE("a checkout that is hostile or broken fails no job", "[hook]") {
    test::EndpointProcess endpoint;
    const test::GitRepository repository;
    const test::TemporaryFolder folder;
    const auto git = repository.path() / ".git";
    const auto sha = repository.head();
    SECTION("HEAD is huge") { test::write_file(git / "HEAD", std::string(64 << 20, 'x')); }
    SECTION("HEAD points in a circle") { test::write_file(git / "HEAD", "ref: HEAD\n"); }
    SECTION("HEAD leaves the repository") { test::write_file(git / "HEAD", "ref: ../../../../etc/passwd\n"); }
    SECTION("HEAD is a folder") {
        std::filesystem::remove(git / "HEAD");
        std::filesystem::create_directory(git / "HEAD");
    }
    SECTION("the configuration is binary") { test::write_file(git / "config", std::string("\0\xff[[[", 5)); }
    SECTION("the format is from the future") { repository.git({"config", "core.repositoryformatversion", "99"}); }
    const auto hook = test::run_hook("pre-command", repository.path(), endpoint.hook_variables(folder / "spool"));
    CHECK(hook.exit_code == 0);
    if (endpoint.reports_of(sha).empty()) CHECK_THAT(hook.err, ContainsSubstring("sleuth: warning:"));
}
