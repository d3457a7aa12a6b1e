#include "base/file.hpp"

#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/temporary_folder.hpp"

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a durable write leaves the file whole, private and alone") {
    const test::TemporaryFolder folder;
    REQUIRE(base::write_durably(folder.path(), "report.json", "content"));
    REQUIRE(base::write_durably(folder.path(), "report.json", "newer"));
    CHECK(test::file_content(folder / "report.json") == "newer");
    CHECK((fs::status(folder / "report.json").permissions() & fs::perms::mask) ==
          (fs::perms::owner_read | fs::perms::owner_write));
    CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a write that cannot be done says why and leaves nothing") {
    const test::TemporaryFolder folder;
    CHECK_FALSE(base::write_durably(folder / "missing", "report.json", "content"));
    fs::create_directory(folder / "report.json");
    const auto blocked = base::write_durably(folder.path(), "report.json", "content");
    REQUIRE_FALSE(blocked);
    CHECK_THAT(blocked.error().message(), ContainsSubstring("report.json"));
    CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("reading is bounded, and a FIFO does not block it") {
    const test::TemporaryFolder folder;
    test::write_file(folder / "file", "12345");
    CHECK(*base::read_file(folder / "file", 5) == "12345");
    CHECK_FALSE(base::read_file(folder / "file", 4));
    CHECK_FALSE(base::read_file(folder / "missing", 5));
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    CHECK_FALSE(base::read_file(folder / "fifo", 5));
}

TEST_CASE("a private folder is made with its parents, and refused when others could write to it") {
    const test::TemporaryFolder folder;
    const auto spool = folder / "a" / "b";
    REQUIRE(base::make_private_folder(spool));
    CHECK((fs::status(spool).permissions() & fs::perms::mask) == fs::perms::owner_all);
    CHECK(base::make_private_folder(spool));
    fs::permissions(spool, fs::perms::others_write, fs::perm_options::add);
    CHECK_FALSE(base::make_private_folder(spool));
    fs::create_directory_symlink(folder.path(), folder / "link");
    CHECK_FALSE(base::make_private_folder(folder / "link"));
}
