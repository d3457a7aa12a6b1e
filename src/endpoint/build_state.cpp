#include "endpoint/build_state.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>

namespace endpoint {
namespace {

using sleuth::BuildReport;
using sleuth::JobBlock;

constexpr std::array<std::string_view, 8> final_states{"passed",  "failed",   "canceled", "timed_out",
                                                       "skipped", "finished", "expired",  "broken"};
constexpr std::array<std::string_view, 4> failed_states{"failed", "timed_out", "expired", "broken"};

template <typename List>
bool contains(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool ends_job(const BuildReport& report) { return contains(final_states, report.job.state); }

/// Attempts of the same work: the step (by what identifies it best), the label, which tells the jobs of a matrix apart,
/// and the parallel index.
std::pair<std::string, std::int64_t> work_of(const JobBlock& job) {
    const std::string& step = !job.step_id.empty()    ? job.step_id
                              : !job.step_key.empty() ? job.step_key
                              : !job.label.empty()    ? job.label
                                                      : job.id;
    return {step + "\n" + job.label, job.parallel_index.value_or(-1)};
}

JobAt fold(const std::vector<const BuildReport*>& history) {
    JobAt at;
    for (const BuildReport* report : history) {
        at.job = report->job;
        if (report->job.started_at)
            at.started_at = std::min(at.started_at.value_or(*report->job.started_at), *report->job.started_at);
        else if (report->job.state == "running" && !at.started_at)
            at.started_at = report->occurred_at;
        if (ends_job(*report) && !at.ended_at) at.ended_at = report->occurred_at;
    }
    return at;
}

std::string infer_state(const std::vector<JobAt>& jobs) {
    const auto any = [&](auto matches) {
        return std::any_of(jobs.begin(), jobs.end(),
                           [&](const JobAt& each) { return !each.superseded && matches(each.job.state); });
    };
    const bool unfinished = any([](const std::string& state) { return !contains(final_states, state); });
    const bool failed = any([](const std::string& state) { return contains(failed_states, state); });
    if (unfinished) return failed ? "failing" : "running";
    if (failed) return "failed";
    return any([](const std::string& state) { return state == "canceled"; }) ? "canceled" : "passed";
}

}  // namespace

std::optional<BuildAt> build_at(const std::vector<BuildReport>& reports, base::Instant time) {
    std::vector<const BuildReport*> known;
    for (const BuildReport& report : reports)
        if (report.occurred_at <= time) known.push_back(&report);
    if (known.empty()) return std::nullopt;
    std::stable_sort(known.begin(), known.end(), [](const BuildReport* a, const BuildReport* b) {
        return std::make_tuple(a->occurred_at, ends_job(*a)) < std::make_tuple(b->occurred_at, ends_job(*b));
    });

    std::vector<std::string> order;  // jobs by their first report
    std::map<std::string, std::vector<const BuildReport*>> by_job;
    std::map<std::pair<std::string, std::int64_t>, std::int64_t> newest_attempt;
    for (const BuildReport* report : known) {
        auto& history = by_job[report->job.id];
        if (history.empty()) order.push_back(report->job.id);
        history.push_back(report);
        auto& newest = newest_attempt[work_of(report->job)];
        newest = std::max(newest, report->job.retry);
    }
    BuildAt build;
    for (const std::string& id : order) {
        JobAt job = fold(by_job[id]);
        job.superseded = job.job.retry < newest_attempt[work_of(job.job)];
        build.jobs.push_back(std::move(job));
    }
    build.state = infer_state(build.jobs);
    return build;
}

std::string friendly_state(const std::string& state) {
    if (state == "passed") return "Success";
    std::string name = state;
    std::replace(name.begin(), name.end(), '_', ' ');
    if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name;
}

}  // namespace endpoint
