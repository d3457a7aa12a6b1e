#include "git/remote_url.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

TEST_CASE("every spelling of a repository has one key") {
    const auto* url =
        GENERATE("git@github.com:acme/app.git", "git@GitHub.com:acme/app", "ssh://git@github.com/acme/app.git",
                 "ssh://git@github.com:22/acme/app", "https://github.com/acme/app.git", "https://github.com/acme/app/",
                 "https://user:token@github.com:443/acme/app.git", "https://token@GITHUB.COM/acme/app",
                 "git://github.com/acme/app.git/", "https://github.com/acme/app?private_token=x", "github.com:acme/app",
                 "git@github.com:/acme/app.git");
    CAPTURE(url);
    CHECK(git::repository_key(url) == "github.com/acme/app");
}

TEST_CASE("different repositories have different keys") {
    CHECK(git::repository_key("git@github.com:acme/App.git") == "github.com/acme/App");
    CHECK(git::repository_key("git@github.com:acme/app.github") == "github.com/acme/app.github");
    CHECK(git::repository_key("/srv/git/app.git") == "/srv/git/app");
    CHECK(git::repository_key("file:///srv/git/app.git") == "/srv/git/app");
    CHECK(git::repository_key("https://[::1]:8080/acme/app") == "[::1]/acme/app");
    CHECK(git::repository_key("").empty());
}

TEST_CASE("credentials leave a URL whatever its form") {
    CHECK(git::without_credentials("https://user:s3cret@host/o/r.git") == "https://host/o/r.git");
    CHECK(git::without_credentials("https://s3cret@host:8443/o/r") == "https://host:8443/o/r");
    CHECK(git::without_credentials("https://host/o/r?token=s3cret#s3cret") == "https://host/o/r");
    CHECK(git::without_credentials("https://user:s3/cr@et@host/o/r") == "https://host/o/r");
    CHECK(git::without_credentials("https://us@er:s3cret@host/o/r") == "https://host/o/r");
    CHECK(git::without_credentials("s3cret@host:o/r.git") == "host:o/r.git");
    CHECK(git::without_credentials("user:s3cret@host:o/r.git") == "host:o/r.git");
    CHECK(git::without_credentials("ssh://git:s3cret@host/o/r") == "ssh://git@host/o/r");
}

TEST_CASE("a URL without credentials stays as it is") {
    for (const char* url : {"git@github.com:acme/app.git", "ssh://git@host:2222/o/r.git", "https://host/o/r.git",
                            "/srv/git/app.git", "../app", "file:///srv/app"})
        CHECK(git::without_credentials(url) == url);
}
