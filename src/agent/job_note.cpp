#include "agent/job_note.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "base/file.hpp"
#include "base/json.hpp"

namespace agent {
namespace {

namespace fs = std::filesystem;
namespace json = base::json;

constexpr std::size_t most_note_bytes = 64 * 1024;
constexpr std::chrono::hours note_age{24 * 7};
constexpr std::chrono::hours between_sweeps{1};
constexpr const char* sweep_file = "swept";

/// Job ids are UUIDs; anything else could leave the folder.
bool is_file_name(const std::string& id) {
    return !id.empty() && id.size() <= 100 &&
           id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
               std::string::npos;
}

json::Object::Ptr commit_to_json(const JobCommit& commit) {
    json::Object::Ptr object = new json::Object;
    object->set("sha", commit.sha);
    object->set("sha_source", commit.sha_source);
    object->set("sha_note", commit.sha_note);
    object->set("head_sha", commit.head_sha);
    if (commit.commit) {
        object->set("author", commit.commit->author);
        object->set("time", base::to_rfc3339(commit.commit->time));
        object->set("subject", commit.commit->subject);
    }
    return object;
}

std::optional<JobCommit> commit_from_json(const json::Object::Ptr& object) {
    if (!object) return std::nullopt;
    const auto field = [&](const char* name) { return json::text(*object, name).value_or(""); };
    JobCommit commit{field("sha"), field("sha_source"), field("sha_note"), field("head_sha"), std::nullopt};
    if (const auto time = base::parse_iso8601(field("time")))
        commit.commit = sleuth::CommitBlock{field("author"), *time, field("subject")};
    if (!git::is_full_sha(commit.sha)) return std::nullopt;
    return commit;
}

std::string mark(const std::string& job_id, const std::string& install) {
    return job_id + "." + install + "-post-command-expected";
}

}  // namespace

JobNote read_note(const fs::path& spool, const std::string& job_id) {
    JobNote note;
    if (!is_file_name(job_id) || !base::check_private_folder(spool)) return note;
    const auto text = base::read_file(spool / "jobs" / (job_id + ".json"), most_note_bytes);
    if (!text) return note;
    const auto object = json::parse_object(*text);
    if (!object) return note;
    note.started_at = base::parse_iso8601(json::text(**object, "started_at").value_or(""));
    note.last_report = base::parse_iso8601(json::text(**object, "last_report").value_or(""));
    note.commit = commit_from_json(json::object(**object, "commit"));
    if (const auto told = json::object(**object, "told"))
        for (const auto& [queue, state] : *told) note.told[queue] = json::text(*told, queue).value_or("");
    return note;
}

void write_note(const fs::path& spool, const std::string& job_id, const JobNote& note) {
    if (!is_file_name(job_id) || !base::make_private_folder(spool) || !base::make_private_folder(spool / "jobs"))
        return;
    json::Object text;
    if (note.started_at) text.set("started_at", base::to_rfc3339(*note.started_at));
    if (note.last_report) text.set("last_report", base::to_rfc3339(*note.last_report));
    if (note.commit) text.set("commit", commit_to_json(*note.commit));
    json::Object::Ptr told = new json::Object;
    for (const auto& [queue, state] : note.told) told->set(queue, state);
    text.set("told", told);
    const std::string name = job_id + ".json";
    // ext4 writes a file's data out at once when it is renamed over another (auto_da_alloc), which costs the hook more
    // than all of its reading. Nothing is lost with a note that is gone for a moment.
    ::unlink((spool / "jobs" / name).c_str());
    [[maybe_unused]] const auto written = base::write_atomically(spool / "jobs", name, json::write(text));
}

void expect_post_command(const fs::path& spool, const std::string& job_id, const std::string& install) {
    if (!is_file_name(job_id) || !base::check_private_folder(spool / "jobs")) return;
    [[maybe_unused]] const auto written = base::write_atomically(spool / "jobs", mark(job_id, install), "");
}

void post_command_came(const fs::path& spool, const std::string& job_id, const std::string& install) {
    if (is_file_name(job_id)) ::unlink((spool / "jobs" / mark(job_id, install)).c_str());
}

bool post_command_is_missing(const fs::path& spool, const std::string& job_id, const std::string& install) {
    return is_file_name(job_id) && base::check_private_folder(spool) &&
           ::access((spool / "jobs" / mark(job_id, install)).c_str(), F_OK) == 0;
}

void forget_old_notes(const fs::path& spool) {
    // Every sender comes by; a busy machine has thousands of notes.
    std::error_code error;
    const auto now = fs::file_time_type::clock::now();
    const auto last_sweep = fs::last_write_time(spool / "jobs" / sweep_file, error);
    if (!error && now - last_sweep < between_sweeps && last_sweep <= now) return;
    if (!base::write_atomically(spool / "jobs", sweep_file, "")) return;
    const auto oldest = now - note_age;
    fs::directory_iterator entries(spool / "jobs", error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        std::error_code ignored;
        if (entries->last_write_time(ignored) < oldest && !ignored) fs::remove(entries->path(), ignored);
    }
}

}  // namespace agent
