#include "sleuth/build_report.hpp"

#include <Poco/URI.h>

#include <algorithm>
#include <array>

#include "git/checkout.hpp"

namespace sleuth {
namespace {

using base::json::Object;

const std::string context = "read a build report";

/// Leaves out what is empty, so that absent and empty are one thing on the wire.
class Writer {
public:
    void text(const char* name, const std::string& value) {
        if (!value.empty()) object_->set(name, value);
    }
    void number(const char* name, const std::optional<std::int64_t>& value) {
        if (value) object_->set(name, *value);
    }
    void instant(const char* name, const std::optional<base::Instant>& value) {
        if (value) object_->set(name, base::to_rfc3339(*value));
    }
    void texts(const char* name, const std::vector<std::string>& values) {
        if (values.empty()) return;
        base::json::Array::Ptr list = new base::json::Array;
        for (const std::string& value : values) list->add(value);
        object_->set(name, list);
    }
    void block(const char* name, const Writer& block) {
        if (block.object_->size() > 0) object_->set(name, block.object_);
    }
    [[nodiscard]] Object::Ptr object() const { return object_; }

private:
    Object::Ptr object_ = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
};

/// Collects the first thing that is wrong, so that reading is a list of fields.
class Reader {
public:
    Reader(const Object& object, std::string prefix, std::string& problem)
        : object_(object), prefix_(std::move(prefix)), problem_(problem) {}

    void required(const char* name, std::string& into) {
        optional(name, into);
        if (into.empty()) complain(name, "is required and must be a text");
    }
    void optional(const char* name, std::string& into) {
        if (base::json::absent(object_, name)) return;
        if (const auto value = base::json::text(object_, name))
            into = *value;
        else
            complain(name, "must be a text");
    }
    void required(const char* name, std::int64_t& into) {
        std::optional<std::int64_t> value;
        optional(name, value);
        if (value)
            into = *value;
        else
            complain(name, "is required and must be a whole number");
    }
    void optional(const char* name, std::optional<std::int64_t>& into) {
        if (base::json::absent(object_, name)) return;
        into = base::json::integer(object_, name);
        if (!into) complain(name, "must be a whole number");
    }
    void instant(const char* name, base::Instant& into) {
        std::string text;
        required(name, text);
        if (const auto instant = base::parse_iso8601(text))
            into = *instant;
        else
            complain(name, "must be an RFC 3339 date-time");
    }
    void optional(const char* name, std::optional<base::Instant>& into) {
        if (base::json::absent(object_, name)) return;
        base::Instant value;
        instant(name, value);
        into = value;
    }
    void optional(const char* name, std::vector<std::string>& into) {
        if (base::json::absent(object_, name)) return;
        const auto list = base::json::array(object_, name);
        for (unsigned int i = 0; list && i < list->size(); ++i)
            if (list->get(i).isString()) into.push_back(list->getElement<std::string>(i));
        check(list && into.size() == list->size(), name, "must be a list of texts");
    }
    void optional(const char* name, std::vector<std::pair<std::string, std::string>>& into) {
        if (base::json::absent(object_, name)) return;
        const auto fields = base::json::object(object_, name);
        if (fields)
            for (const auto& [key, value] : *fields)
                if (value.isString()) into.emplace_back(key, value.convert<std::string>());
        check(fields && into.size() == fields->size(), name, "must be an object of texts");
    }
    void check(bool holds, const char* name, const char* rule) {
        if (!holds) complain(name, rule);
    }
    /// Reads a block with `read` when it is there.
    template <typename Read>
    bool block(const char* name, Read read) {
        if (base::json::absent(object_, name)) return false;
        const auto child = base::json::object(object_, name);
        if (!child) {
            complain(name, "must be an object");
            return false;
        }
        Reader reader(*child, prefix_ + name + ".", problem_);
        read(reader);
        return true;
    }
    template <typename Read>
    void required_block(const char* name, Read read) {
        if (!block(name, read)) complain(name, "is required and must be an object");
    }

private:
    void complain(const char* name, const char* rule) {
        if (problem_.empty()) problem_ = "field " + prefix_ + name + " " + rule;
    }

    const Object& object_;
    std::string prefix_;
    std::string& problem_;
};

/// Every state that Buildkite's REST API gives a job (reference: builds API, job states).
constexpr std::array<std::string_view, 26> job_states{
    "pending",   "waiting", "waiting_failed", "blocked",           "blocked_failed",  "unblocked", "unblocked_failed",
    "limiting",  "limited", "scheduled",      "reserved",          "assigned",        "accepted",  "running",
    "finished",  "passed",  "failed",         "canceling",         "canceled",        "expired",   "timing_out",
    "timed_out", "skipped", "broken",         "platform_limiting", "platform_limited"};

void read_build(Reader& read, BuildBlock& build) {
    read.required("organization", build.organization);
    read.required("pipeline", build.pipeline);
    read.required("number", build.number);
    read.required("id", build.id);
    read.optional("url", build.url);
    read.optional("source", build.source);
    read.optional("message", build.message);
}

void read_job(Reader& read, JobBlock& job) {
    read.required("id", job.id);
    read.optional("step_id", job.step_id);
    read.optional("step_key", job.step_key);
    read.optional("label", job.label);
    read.required("state", job.state);
    read.check(std::find(job_states.begin(), job_states.end(), job.state) != job_states.end(), "state",
               "must be one of Buildkite's job states");
    read.optional("exit_status", job.exit_status);
    read.optional("started_at", job.started_at);
    std::optional<std::int64_t> retry;
    read.optional("retry", retry);
    job.retry = retry.value_or(0);
    read.block("parallel", [&](Reader& parallel) {
        parallel.optional("index", job.parallel_index);
        parallel.optional("count", job.parallel_count);
    });
    read.optional("url", job.url);
}

Writer write_job(const JobBlock& job) {
    Writer parallel;
    parallel.number("index", job.parallel_index);
    parallel.number("count", job.parallel_count);
    Writer out;
    out.text("id", job.id);
    out.text("step_id", job.step_id);
    out.text("step_key", job.step_key);
    out.text("label", job.label);
    out.text("state", job.state);
    out.number("exit_status", job.exit_status);
    out.instant("started_at", job.started_at);
    out.number("retry", job.retry);
    out.block("parallel", parallel);
    out.text("url", job.url);
    return out;
}

Writer write_build(const BuildBlock& build) {
    Writer out;
    out.text("organization", build.organization);
    out.text("pipeline", build.pipeline);
    out.number("number", build.number);
    out.text("id", build.id);
    out.text("url", build.url);
    out.text("source", build.source);
    out.text("message", build.message);
    return out;
}

}  // namespace

std::string register_build_path(std::string_view organization) {
    std::string encoded;
    Poco::URI::encode(std::string(organization), "/?#", encoded);
    return "/api/1/builds/" + encoded + "/register_build";
}

Object::Ptr to_json(const BuildReport& report) {
    Writer repository;
    repository.text("url", report.repository_url);
    Writer commit;
    if (report.commit) {
        commit.text("author", report.commit->author);
        commit.text("time", base::to_rfc3339(report.commit->time));
        commit.text("subject", report.commit->subject);
    }
    Writer agent;
    agent.text("name", report.agent_name);
    agent.text("id", report.agent_id);
    agent.text("queue", report.agent_queue);
    Writer reporter;
    reporter.text("version", report.reporter_version);
    Writer links;
    for (const auto& [name, url] : report.change.links) links.text(name.c_str(), url);
    Writer out;
    out.text("id", report.id);
    out.text("occurred_at", base::to_rfc3339(report.occurred_at));
    out.text("provider", "BUILDKITE");
    out.text("sha", report.sha);
    out.text("sha_source", report.sha_source);
    out.text("sha_note", report.sha_note);
    out.text("head_sha", report.head_sha);
    out.block("repository", repository);
    out.text("branch", report.branch);
    out.text("tag", report.tag);
    out.number("pull_request", report.pull_request);
    out.block("commit", commit);
    out.text("deployment", report.change.deployment);
    out.text("environment", report.change.environment);
    out.texts("tags", report.change.tags);
    out.block("links", links);
    out.block("build", write_build(report.build));
    out.block("job", write_job(report.job));
    out.block("agent", agent);
    out.block("reporter", reporter);
    return out.object();
}

base::Result<BuildReport> report_from_json(const Object& object) {
    BuildReport report;
    std::string problem;
    std::string provider;
    Reader read(object, "", problem);
    read.required("id", report.id);
    read.check(report.id.size() <= 100, "id", "must have at most 100 characters");
    read.instant("occurred_at", report.occurred_at);
    read.required("provider", provider);
    read.check(provider == "BUILDKITE", "provider", "must be BUILDKITE");
    read.required("sha", report.sha);
    read.check(git::is_full_sha(report.sha), "sha", "must be a full commit SHA in hex");
    read.required("sha_source", report.sha_source);
    read.optional("sha_note", report.sha_note);
    read.optional("head_sha", report.head_sha);
    read.check(report.head_sha.empty() || git::is_full_sha(report.head_sha), "head_sha",
               "must be a full commit SHA in hex");
    read.block("repository", [&](Reader& repository) { repository.optional("url", report.repository_url); });
    read.optional("branch", report.branch);
    read.optional("tag", report.tag);
    read.optional("pull_request", report.pull_request);
    read.optional("deployment", report.change.deployment);
    read.optional("environment", report.change.environment);
    read.optional("tags", report.change.tags);
    read.optional("links", report.change.links);
    CommitBlock commit;
    if (read.block("commit", [&](Reader& block) {
            block.optional("author", commit.author);
            block.instant("time", commit.time);
            block.optional("subject", commit.subject);
        }))
        report.commit = commit;
    read.required_block("build", [&](Reader& block) { read_build(block, report.build); });
    read.required_block("job", [&](Reader& block) { read_job(block, report.job); });
    read.block("agent", [&](Reader& agent) {
        agent.optional("name", report.agent_name);
        agent.optional("id", report.agent_id);
        agent.optional("queue", report.agent_queue);
    });
    read.block("reporter", [&](Reader& reporter) { reporter.optional("version", report.reporter_version); });
    if (!problem.empty()) return base::Error{context, problem};
    return report;
}

}  // namespace sleuth
