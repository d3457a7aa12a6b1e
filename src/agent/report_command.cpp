#include "agent/report_command.hpp"

#include <Poco/NumberParser.h>

#include <fstream>
#include <iostream>
#include <vector>

#include "agent/exit_code.hpp"
#include "agent/job_report.hpp"
#include "agent/submit.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "buildkite/job.hpp"
#include "git/checkout.hpp"
#include "git/remote_url.hpp"

namespace agent {
namespace {

namespace json = base::json;

base::Error wrong_flag(const std::string& name, const std::string& rule) {
    return base::Error{"read --" + name, "it must be " + rule};
}

/// Reads flags into places; the first that is wrong stays as the error.
class Overrides {
public:
    explicit Overrides(const CommandLine& line) : line_(line) {}

    void text(const char* name, std::string& into) const {
        if (const auto value = line_.value(name)) into = base::valid_utf8(*value);
    }
    template <typename Number>
    void number(const char* name, Number& into) {
        const auto value = line_.value(name);
        if (!value) return;
        Poco::Int64 number = 0;
        if (Poco::NumberParser::tryParse64(*value, number))
            into = number;
        else
            error_ = wrong_flag(name, "a whole number");
    }
    template <typename Instant>
    void time(const char* name, Instant& into) {
        const auto value = line_.value(name);
        if (!value) return;
        if (const auto instant = base::parse_iso8601(*value))
            into = *instant;
        else
            error_ = wrong_flag(name, "an RFC 3339 date-time");
    }
    [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }

private:
    const CommandLine& line_;
    std::optional<base::Error> error_;
};

/// The job that the environment and the flags tell of.
base::Result<buildkite::Job> job_of(const CommandLine& line, const base::Environment& environment,
                                    const Config& config) {
    buildkite::Job job;
    if (environment.get("BUILDKITE_JOB_ID")) {
        auto real = buildkite::read_job(environment);
        if (!real) return real;
        job = std::move(*real);
    }
    Overrides flags(line);
    if (job.organization.empty()) job.organization = config.target.organization;
    flags.text("buildkite-organization", job.organization);
    flags.text("pipeline", job.pipeline);
    flags.number("build-number", job.build_number);
    if (flags.error()) return *flags.error();
    if (job.pipeline.empty() || job.build_number <= 0)
        return base::Error{"tell which build it is", "this is no Buildkite job", "give --pipeline and --build-number"};
    const std::string made_up = job.organization + "/" + job.pipeline + "/" + std::to_string(job.build_number);
    const bool other_build = line.has("pipeline") || line.has("build-number") || line.has("buildkite-organization");
    if (job.build_id.empty() || other_build) job.build_id = made_up;
    if (other_build) {  // of which this job is none
        job.id = job.build_url = job.step_id = job.step_key = job.label = std::string();
        job.retry = 0;
        job.parallel.reset();
    }
    flags.text("build-id", job.build_id);
    flags.text("build-url", job.build_url);
    if (job.id.empty()) job.id = job.build_id;
    flags.text("job-id", job.id);
    flags.text("step-key", job.step_key);
    flags.text("label", job.label);
    flags.text("branch", job.branch);
    flags.text("tag", job.tag);
    const std::string folder = job.checkout_path.empty() ? "." : job.checkout_path;
    if (job.repository_url.empty()) job.repository_url = git::origin_url(folder);
    flags.text("repository", job.repository_url);
    job.repository_url = git::without_credentials(job.repository_url);
    return job;
}

base::Result<JobCommit> commit_for(const CommandLine& line, const buildkite::Job& job) {
    const auto sha = line.value("sha");
    if (sha && *sha != "HEAD") return JobCommit{*sha, "flag", "", line.value("head-sha").value_or(""), std::nullopt};
    auto commit =
        choose_commit(job, Moment::before_command, git::read_head(job.checkout_path.empty() ? "." : job.checkout_path));
    if (commit && line.has("head-sha")) commit->head_sha = *line.value("head-sha");
    return commit;
}

base::Result<Outgoing> checked(const json::Object::Ptr& object) {
    auto report = sleuth::report_from_json(*object);
    if (!report) return report.error();
    std::string text = json::write(*object);
    if (text.size() > sleuth::most_report_bytes)
        return base::Error{"read a build report",
                           "it is larger than " + std::to_string(sleuth::most_report_bytes) + " bytes"};
    return Outgoing{std::move(*report), std::move(text)};
}

base::Result<std::vector<Outgoing>> from_flags(const CommandLine& line, const base::Environment& environment,
                                               const Config& config) {
    const auto state = line.value("state");
    if (!state) return base::Error{"make a report", "--state is missing", "give it, or --from-json"};
    const auto job = job_of(line, environment, config);
    if (!job) return job.error();
    const auto commit = commit_for(line, *job);
    if (!commit) return commit.error();
    auto report = make_report(*job, {}, *commit, config.change, base::SystemClock().now());
    report.job.state = *state;
    Overrides flags(line);
    flags.number("exit-status", report.job.exit_status);
    flags.time("started-at", report.job.started_at);
    flags.time("occurred-at", report.occurred_at);
    if (flags.error()) return *flags.error();
    auto prepared = checked(sleuth::to_json(report));
    if (!prepared) return prepared.error();
    return std::vector<Outgoing>{std::move(*prepared)};
}

/// At most `most` bytes of a file or, for `-`, of standard input.
base::Result<std::string> read_input(const std::string& file, std::size_t most) {
    std::ifstream stream;
    if (file != "-") stream.open(file, std::ios::binary);
    std::istream& in = file == "-" ? std::cin : stream;
    std::string text(most + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (file != "-" && !stream.is_open()) return base::Error{"read " + file, "it cannot be opened"};
    if (text.size() > most) return base::Error{"read " + file, "larger than " + std::to_string(most) + " bytes"};
    return text;
}

void fill_in(json::Object& report) {
    if (json::absent(report, "id")) report.set("id", base::new_id());
    if (json::absent(report, "occurred_at")) report.set("occurred_at", base::to_rfc3339(base::SystemClock().now()));
    if (json::absent(report, "provider")) report.set("provider", "BUILDKITE");
    if (json::absent(report, "sha_source")) report.set("sha_source", "flag");
    if (json::absent(report, "reporter")) {
        json::Object::Ptr reporter = new json::Object;
        reporter->set("version", base::version());
        report.set("reporter", reporter);
    }
    if (auto repository = json::object(report, "repository"))
        if (const auto url = json::text(*repository, "url")) repository->set("url", git::without_credentials(*url));
}

base::Result<std::vector<Outgoing>> from_json(const std::string& file) {
    static constexpr std::size_t most_input_bytes = 4 << 20;
    const auto text = read_input(file, most_input_bytes);
    if (!text) return text.error();
    const auto top = json::parse_object(*text);
    if (!top) return top.error();
    std::vector<json::Object::Ptr> objects;
    if (json::absent(**top, "reports")) {
        objects.push_back(*top);
    } else if (const auto list = json::array(**top, "reports")) {
        for (unsigned int i = 0; i < list->size(); ++i)
            objects.push_back(list->isObject(i) ? list->getObject(i) : json::Object::Ptr());
    } else {
        return base::Error{"read " + file, "reports must be a list"};
    }
    std::vector<Outgoing> prepared;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const std::string which = "report " + std::to_string(i + 1) + " of " + std::to_string(objects.size());
        if (!objects[i]) return base::Error{which, "it is not an object"};
        fill_in(*objects[i]);
        auto one = checked(objects[i]);
        if (!one) return base::Error{which, one.error().message()};
        prepared.push_back(std::move(*one));
    }
    return prepared;
}

int send(const Config& config, const std::vector<Outgoing>& reports) {
    const auto fates = submit(config, reports, config.delivery != Delivery::background);
    if (!fates) return failed(fates.error());
    if (fates->refused == 0) return exit_done;
    base::fail(std::to_string(fates->refused) + " of " + std::to_string(reports.size()) +
               " reports were refused (sleuth-buildkite spool list shows why)");
    return exit_failed;
}

}  // namespace

int run_report(const CommandLine& line, const base::Environment& environment) {
    const auto settings = read_settings(line, environment);
    if (!settings) return failed(settings.error());
    const auto config = make_config(*settings);
    if (!config) return failed(config.error());
    const auto file = line.value("from-json");
    const auto reports = file ? from_json(*file) : from_flags(line, environment, *config);
    return reports ? send(*config, *reports) : failed(reports.error());
}

}  // namespace agent
