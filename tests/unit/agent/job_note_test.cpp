#include "agent/job_note.hpp"

#include <catch2/catch_test_macros.hpp>

#include "support/temporary_folder.hpp"

TEST_CASE("what the hooks of a job tell each other") {
    const test::TemporaryFolder folder;
    const auto spool = folder / "spool";
    const std::string sha(40, 'a');
    agent::JobNote note;
    note.started_at = base::parse_iso8601("2026-11-23T12:00:00Z");
    note.last_report = base::parse_iso8601("2026-11-23T12:00:05Z");
    note.commit = agent::JobCommit{sha, "checkout", "", std::string(40, 'b'),
                                   sleuth::CommitBlock{"Ada <a@b>", *note.started_at, "Subject"}};
    note.told["queue"] = "failed 3";
    CHECK_FALSE(agent::read_note(spool, "job-1").started_at);
    agent::write_note(spool, "job-1", note);

    const auto read = agent::read_note(spool, "job-1");
    CHECK(read.started_at == note.started_at);
    CHECK(read.last_report == note.last_report);
    CHECK(read.told == note.told);
    REQUIRE(read.commit);
    CHECK(read.commit->sha == sha);
    CHECK(read.commit->head_sha == std::string(40, 'b'));
    CHECK(read.commit->commit->subject == "Subject");
    CHECK_FALSE(agent::read_note(spool, "job-2").commit);
}

TEST_CASE("a job id that could leave the folder has no note, and a broken note is none") {
    const test::TemporaryFolder folder;
    const auto spool = folder / "spool";
    agent::write_note(spool, "../escape", {});
    CHECK_FALSE(std::filesystem::exists(spool / "escape.json"));
    agent::JobNote note;
    note.told["queue"] = "running";
    agent::write_note(spool, "job-1", note);
    test::write_file(spool / "jobs/job-1.json", "{half");
    CHECK(agent::read_note(spool, "job-1").told.empty());
}
