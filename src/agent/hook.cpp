#include "agent/hook.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "agent/config.hpp"
#include "agent/job_commit.hpp"
#include "agent/job_report.hpp"
#include "agent/machine.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "buildkite/job.hpp"
#include "buildkite/job_state.hpp"
#include "delivery/delivery.hpp"
#include "git/checkout.hpp"

namespace agent {
namespace {

constexpr std::array<std::string_view, 13> phases{
    "pre-bootstrap", "agent-startup", "agent-shutdown", "environment",  "pre-checkout",  "checkout", "post-checkout",
    "pre-command",   "command",       "post-command",   "pre-artifact", "post-artifact", "pre-exit"};

base::Result<JobCommit> commit_of(const buildkite::Job& job, Moment moment, const std::filesystem::path& spool) {
    if (moment == Moment::at_exit)
        if (auto commit = recall_commit(spool, job.id)) return std::move(*commit);
    // Without the variable the hook stands in the checkout.
    auto commit = choose_commit(job, moment, git::read_head(job.checkout_path.empty() ? "." : job.checkout_path));
    if (commit && !commit->sha_note.empty())
        base::warn("BUILDKITE_COMMIT is taken for the commit: " + commit->sha_note);
    if (commit && moment == Moment::before_command) remember_commit(spool, job.id, *commit);
    return commit;
}

bool waits(const Config& config, Moment moment, const base::Environment& environment) {
    switch (config.delivery) {
        case Delivery::background: return false;
        case Delivery::inline_: return true;
        // A sender that pre-command started has until the end of the job.
        case Delivery::automatic: return moment == Moment::at_exit && dies_with_the_job(environment);
    }
    return false;
}

base::Status deliver(const Config& config, const sleuth::BuildReport& report, bool wait) {
    auto queue = delivery::Queue::open(config.spool, config.queue_name(), config.target);
    if (!queue) return base::Error{"spool the report", queue.error().message(), "set SLEUTH_SPOOL_DIR"};
    auto name = queue->add(report);
    if (!name) return base::Error{"spool the report", name.error().message(), "set SLEUTH_SPOOL_DIR"};
    if (auto started =
            delivery::start_background_sender(*queue, config.client(), [&] { forget_old_commits(config.spool); });
        !started)
        return started;
    if (wait && !delivery::wait_until_gone(*queue, *name, config.timeout))
        base::warn("the report was not delivered within " + std::to_string(config.timeout.count()) +
                   " s; it waits in " + queue->folder().string());
    return base::done();
}

base::Status record(const Settings& settings, Moment moment) {
    const auto config = make_config(settings);
    if (!config) return config.error();
    const base::Environment& environment = settings.environment();
    const auto job = buildkite::read_job(environment);
    if (!job) return job.error();
    const auto commit = commit_of(*job, moment, config->spool);
    if (!commit) return commit.error();
    const auto outcome = moment == Moment::at_exit ? buildkite::outcome_at_exit(environment)
                                                   : buildkite::Outcome{buildkite::JobState::running, std::nullopt};
    return deliver(*config, make_report(*job, outcome, *commit, base::SystemClock().now()),
                   waits(*config, moment, environment));
}

}  // namespace

bool is_phase(const std::string& name) { return std::find(phases.begin(), phases.end(), name) != phases.end(); }

int run_hook(const std::string& phase, const base::Environment& environment, const Values& flags) {
    if (!is_phase(phase)) {
        base::warn("there is no hook called `" + phase + "`; nothing was reported");
        return 0;
    }
    if (phase != "pre-command" && phase != "pre-exit") return 0;
    const Moment moment = phase == "pre-exit" ? Moment::at_exit : Moment::before_command;
    const auto settings = Settings::read(environment, flags);
    const auto recorded = settings ? record(*settings, moment) : base::Status(settings.error());
    if (recorded) return 0;
    base::warn(recorded.error().message());
    const bool fail = settings ? fail_on_error(*settings) : environment.flag("SLEUTH_FAIL_ON_ERROR");
    return fail ? 1 : 0;
}

}  // namespace agent
