#include "endpoint/builds_tab.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "git/remote_url.hpp"

namespace endpoint {
namespace {

using base::json::Array;
using base::json::Object;
using sleuth::BuildReport;

Object::Ptr new_object() { return new Object(Poco::JSON_PRESERVE_KEY_ORDER); }

/// Reports of one build, in the order they arrived -> its row.
std::optional<TabBuild> make_row(const std::vector<BuildReport>& reports, base::Instant deployed_at,
                                 base::Instant now) {
    // A reporter's clock may be ahead of ours: what has arrived has happened.
    base::Instant latest = now;
    for (const BuildReport& report : reports) latest = std::max(latest, report.occurred_at);
    const auto state_now = build_at(reports, latest);
    if (!state_now) return std::nullopt;
    const BuildReport& newest = reports.back();
    TabBuild row{newest.build,    newest.sha,    newest.sha_source, newest.sha_note,
                 newest.head_sha, newest.branch, std::nullopt,      *state_now};
    row.at_deploy = build_at(reports, deployed_at);
    return row;
}

Object::Ptr state_json(const std::string& state) {
    Object::Ptr object = new_object();
    object->set("state", state);
    object->set("name", friendly_state(state));
    object->set("known_from", "hooks");
    return object;
}

Poco::Dynamic::Var time_or_null(const std::optional<base::Instant>& instant) {
    return instant ? Poco::Dynamic::Var(base::to_rfc3339(*instant)) : Poco::Dynamic::Var();
}

/// The job's state at the deploy, when it was known then.
std::optional<std::string> state_at_deploy(const TabBuild& build, const std::string& job_id) {
    if (!build.at_deploy) return std::nullopt;
    for (const JobAt& job : build.at_deploy->jobs)
        if (job.job.id == job_id) return job.job.state;
    return std::nullopt;
}

Object::Ptr job_json(const TabBuild& build, const JobAt& at) {
    Object::Ptr object = new_object();
    const auto then = state_at_deploy(build, at.job.id);
    object->set("id", at.job.id);
    object->set("label", at.job.label);
    object->set("step_key", at.job.step_key);
    object->set("url", at.job.url);
    object->set("state_at_deploy", then ? Poco::Dynamic::Var(*then) : Poco::Dynamic::Var());
    object->set("state_now", at.job.state);
    object->set("exit_status", at.job.exit_status ? Poco::Dynamic::Var(*at.job.exit_status) : Poco::Dynamic::Var());
    object->set("retry", at.job.retry);
    object->set("superseded", at.superseded);
    object->set("started_at", time_or_null(at.started_at));
    object->set("ended_at", time_or_null(at.ended_at));
    return object;
}

Object::Ptr build_json(const TabBuild& row) {
    Object::Ptr object = new_object();
    object->set("name", row.name());
    object->set("organization", row.build.organization);
    object->set("pipeline", row.build.pipeline);
    object->set("number", row.build.number);
    object->set("url", row.build.url);
    object->set("branch", row.branch);
    object->set("sha", row.sha);
    object->set("sha_source", row.sha_source);
    if (!row.sha_note.empty()) object->set("sha_note", row.sha_note);
    if (!row.head_sha.empty()) object->set("head_sha", row.head_sha);
    object->set("at_deploy",
                row.at_deploy ? Poco::Dynamic::Var(state_json(row.at_deploy->state)) : Poco::Dynamic::Var());
    object->set("now", state_json(row.now.state));
    Array::Ptr jobs = new Array;
    for (const JobAt& job : row.now.jobs) jobs->add(job_json(row, job));
    object->set("jobs", jobs);
    return object;
}

}  // namespace

std::string TabBuild::name() const {
    return build.organization + "/" + build.pipeline + " #" + std::to_string(build.number);
}

base::Result<std::optional<BuildsTab>> find_builds_tab(Store& store, const std::string& organization,
                                                       const std::string& code_deployment, const std::string& sha,
                                                       const std::string& environment, base::Instant now) {
    using Found = std::optional<BuildsTab>;
    const auto deployment = store.find_code_deployment(organization, code_deployment);
    if (!deployment) return deployment.error();
    if (!*deployment) return Found();
    const auto deploy = store.find_deploy(**deployment, sha, environment);
    if (!deploy) return deploy.error();
    if (!*deploy) return Found();
    const auto reports = store.reports_of(organization, (*deploy)->sha);
    if (!reports) return reports.error();

    const std::string& repository = (*deployment)->repository_key;
    std::map<std::string, std::vector<BuildReport>> by_build;
    for (const BuildReport& report : *reports)
        if (repository.empty() || git::repository_key(report.repository_url) == repository)
            by_build[report.build.id].push_back(report);
    BuildsTab tab{organization, **deployment, **deploy, {}};
    for (const auto& [id, history] : by_build)
        if (auto row = make_row(history, (*deploy)->deployed_at, now)) tab.builds.push_back(std::move(*row));
    std::sort(tab.builds.begin(), tab.builds.end(), [](const TabBuild& a, const TabBuild& b) {
        return std::make_tuple(a.build.organization, a.build.pipeline, -a.build.number) <
               std::make_tuple(b.build.organization, b.build.pipeline, -b.build.number);
    });
    return Found(std::move(tab));
}

Object::Ptr to_json(const BuildsTab& tab) {
    Object::Ptr deploy = new_object();
    deploy->set("sha", tab.deploy.sha);
    deploy->set("environment", tab.deploy.environment);
    deploy->set("date", base::to_rfc3339(tab.deploy.deployed_at));
    deploy->set("branch", tab.deploy.branch);
    Array::Ptr builds = new Array;
    for (const TabBuild& row : tab.builds) builds->add(build_json(row));
    Object::Ptr object = new_object();
    object->set("deploy", deploy);
    object->set("builds", builds);
    return object;
}

}  // namespace endpoint
