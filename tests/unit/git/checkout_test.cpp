#include "git/checkout.hpp"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/git_repository.hpp"

using Catch::Matchers::ContainsSubstring;
using test::git_in;

TEST_CASE("HEAD of a branch, with its commit's facts") {
    const test::GitRepository repository;
    repository.commit("Second\n\nwith a body");
    const auto head = git::read_head(repository.path());
    REQUIRE(head);
    CHECK(head->sha == repository.head());
    REQUIRE(head->commit);
    CHECK(head->commit->author_name == "Ada");
    CHECK(head->commit->author_email == "ada@example.com");
    CHECK(head->commit->subject == "Second");
    CHECK(head->commit->parents.size() == 1);
}

TEST_CASE("a detached HEAD") {
    const test::GitRepository repository;
    const auto first = repository.head();
    repository.commit("Second");
    repository.git({"checkout", "-q", first});
    CHECK(git::read_head(repository.path())->sha == first);
}

TEST_CASE("a branch among packed refs, and a tag checked out") {
    const test::GitRepository repository;
    repository.git({"tag", "-a", "v1", "-m", "v1"});
    repository.git({"pack-refs", "--all"});
    CHECK(git::read_head(repository.path())->sha == repository.head());
    repository.git({"checkout", "-q", "v1"});
    CHECK(git::read_head(repository.path())->sha == repository.git({"rev-parse", "v1^{commit}"}));
}

TEST_CASE("a shallow clone") {
    const test::GitRepository repository;
    const auto second = repository.commit("Second");
    const test::TemporaryFolder folder;
    git_in(folder.path(), {"clone", "-q", "--depth", "1", "file://" + repository.path().string(), "clone"});
    const auto head = git::read_head(folder / "clone");
    REQUIRE(head);
    CHECK(head->sha == second);
    CHECK(head->commit);
}

TEST_CASE("a --reference clone whose alternates are gone keeps its SHA and says what is missing") {
    const test::GitRepository repository;
    const test::TemporaryFolder folder;
    git_in(folder.path(), {"clone", "-q", "--mirror", repository.path(), "mirror"});
    git_in(folder.path(),
           {"clone", "-q", "--reference", folder / "mirror", "file://" + repository.path().string(), "clone"});
    std::filesystem::remove_all(folder / "mirror");
    const auto head = git::read_head(folder / "clone");
    REQUIRE(head);
    CHECK(head->sha == repository.head());
    CHECK_FALSE(head->commit);
    CHECK_FALSE(head->no_commit_because.empty());
}

TEST_CASE("a sparse partial clone, as the agent makes it, and one with extensions.partialClone") {
    const test::GitRepository repository;
    const test::TemporaryFolder folder;
    git_in(folder.path(),
           {"clone", "-q", "--sparse", "--filter=blob:none", "file://" + repository.path().string(), "clone"});
    CHECK(git::read_head(folder / "clone")->sha == repository.head());
    git_in(folder / "clone", {"config", "core.repositoryformatversion", "1"});
    git_in(folder / "clone", {"config", "extensions.partialClone", "origin"});
    CHECK(git::read_head(folder / "clone")->sha == repository.head());
}

TEST_CASE("a worktree and a submodule") {
    const test::GitRepository repository;
    const auto first = repository.head();
    const auto second = repository.commit("Second");
    const test::TemporaryFolder folder;
    repository.git({"worktree", "add", "-q", "--detach", folder / "worktree", first});
    CHECK(git::read_head(folder / "worktree")->sha == first);
    const test::GitRepository outer;
    outer.git({"submodule", "--quiet", "add", repository.path(), "inner"});
    CHECK(git::read_head(outer.path() / "inner")->sha == second);
}

TEST_CASE("a repository that belongs to another user") {
    if (::geteuid() != 0) SKIP("needs root to give files away");
    const test::GitRepository repository;
    const auto sha = repository.head();
    test::must_run({"chown", "-R", "12345:12345", repository.path()});
    CHECK(git::read_head(repository.path())->sha == sha);
}

TEST_CASE("an empty folder has no HEAD, even inside another repository") {
    const test::GitRepository repository;
    const auto inner = repository.path() / "empty";
    std::filesystem::create_directory(inner);
    const auto head = git::read_head(inner);
    REQUIRE_FALSE(head);
    CHECK_THAT(head.error().message(), ContainsSubstring(inner.string()));
}

TEST_CASE("a repository without a commit has no HEAD") {
    const test::TemporaryFolder folder;
    test::must_run({"git", "init", "-q", folder.path()});
    CHECK_FALSE(git::read_head(folder.path()));
}

TEST_CASE("GIT_DIR does not change which repository is read") {
    const test::GitRepository repository;
    const test::GitRepository other;
    other.commit("Other");
    ::setenv("GIT_DIR", (other.path() / ".git").c_str(), 1);
    const auto head = git::read_head(repository.path());
    ::unsetenv("GIT_DIR");
    CHECK(head->sha == repository.head());
}

TEST_CASE("only a full SHA is one") {
    CHECK(git::is_full_sha(std::string(40, 'a')));
    CHECK(git::is_full_sha(std::string(64, '0')));
    CHECK_FALSE(git::is_full_sha("HEAD"));
    CHECK_FALSE(git::is_full_sha(std::string(39, 'a')));
    CHECK_FALSE(git::is_full_sha(std::string(40, 'g')));
}

TEST_CASE("a SHA-256 repository is read by git, which is said") {
    const test::TemporaryFolder folder;
    git_in(folder.path(), {"init", "-q", "-b", "main", "--object-format=sha256", "app"});
    git_in(folder / "app", {"commit", "-q", "--allow-empty", "-m", "First"});
    const auto head = git::read_head(folder / "app");
    REQUIRE(head);
    CHECK(head->sha == git_in(folder / "app", {"rev-parse", "HEAD"}));
    CHECK(head->sha.size() == 64);
    CHECK(head->by_git);
    CHECK_THAT(head->no_commit_because, ContainsSubstring("read with git"));
}

TEST_CASE("a repository of a format that nobody here knows is an error that says so") {
    const test::GitRepository repository;
    repository.git({"config", "core.repositoryformatversion", "1"});
    repository.git({"config", "extensions.refstorage", "somethingnew"});
    const auto head = git::read_head(repository.path());
    REQUIRE_FALSE(head);
    CHECK_THAT(head.error().message(), ContainsSubstring("refstorage"));
}

TEST_CASE("a worktree and a submodule have a HEAD of their own") {
    const test::GitRepository repository;
    const auto first = repository.head();
    const auto second = repository.commit("Second");
    const test::TemporaryFolder folder;
    repository.git({"worktree", "add", "-q", "--detach", folder / "tree", first});
    CHECK(git::read_head(folder / "tree")->sha == first);
    CHECK(git::read_head(repository.path())->sha == second);
    const test::GitRepository outer;
    outer.git({"-c", "protocol.file.allow=always", "submodule", "add", "-q", repository.path(), "inner"});
    CHECK(git::read_head(outer.path() / "inner")->sha == second);
    CHECK(git::read_head(outer.path())->sha == outer.head());
}

TEST_CASE("GIT_DIR and its like in the environment point nobody elsewhere") {
    const test::GitRepository repository;
    const test::GitRepository other;
    const auto wrong = other.commit("Another");
    ::setenv("GIT_DIR", (other.path() / ".git").c_str(), 1);
    ::setenv("GIT_WORK_TREE", other.path().c_str(), 1);
    const auto head = git::read_head(repository.path());
    const test::TemporaryFolder empty;
    const auto none = git::read_head(empty.path());
    ::unsetenv("GIT_DIR");
    ::unsetenv("GIT_WORK_TREE");
    REQUIRE(head);
    CHECK(head->sha == repository.head());
    CHECK(head->sha != wrong);
    CHECK_FALSE(none);
}

TEST_CASE("the remote origin") {
    const test::GitRepository repository;
    CHECK(git::origin_url(repository.path()).empty());
    repository.git({"remote", "add", "origin", "git@github.com:acme/app.git"});
    CHECK(git::origin_url(repository.path()) == "git@github.com:acme/app.git");
}
