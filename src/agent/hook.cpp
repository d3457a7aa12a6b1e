#include "agent/hook.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "agent/config.hpp"
#include "agent/hide_keys.hpp"
#include "agent/install/plan.hpp"
#include "agent/job_commit.hpp"
#include "agent/job_note.hpp"
#include "agent/job_report.hpp"
#include "agent/machine.hpp"
#include "agent/submit.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "buildkite/job.hpp"
#include "buildkite/job_state.hpp"
#include "delivery/delivery.hpp"
#include "git/checkout.hpp"

namespace agent {
namespace {

using buildkite::Job;
using buildkite::JobState;
using buildkite::Outcome;

base::Result<JobCommit> look_at_commit(const Job& job, Moment moment) {
    // Without the variable the hook stands in the checkout.
    return choose_commit(job, moment, git::read_head(job.checkout_path.empty() ? "." : job.checkout_path));
}

base::Result<JobCommit> commit_of(const Job& job, Moment moment, JobNote& note) {
    if (moment == Moment::at_exit && note.commit) return *note.commit;
    auto commit = look_at_commit(job, moment);
    if (!commit) return commit;
    if (commit->sha_source != "checkout") base::warn("BUILDKITE_COMMIT is taken for the commit: " + commit->sha_note);
    if (moment == Moment::before_command) note.commit = *commit;
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

/// Which of our installs runs this hook.
std::string install_of(const base::Environment& environment) {
    return environment.get("SLEUTH_PLUGIN_DIR") ? "plugin" : "agent";
}

bool has_post_command(const base::Environment& environment) {
    return install_of(environment) == "plugin" ||
           install::how_installed(environment.get("BUILDKITE_HOOKS_PATH").value_or(""), "post-command") !=
               install::Installed::no;
}

/// True when our post-command hook should have run and did not: the agent stops a phase at the first hook that fails,
/// so one before ours has failed, and with it the job. What its exit status was, a later hook may have covered up.
bool post_command_was_cut_short(const Config& config, const base::Environment& environment, const std::string& job_id) {
    return environment.get("BUILDKITE_COMMAND_EXIT_STATUS") &&
           post_command_is_missing(config.spool, job_id, install_of(environment));
}

Outcome outcome_of(const Config& config, const base::Environment& environment, const std::string& job_id,
                   Moment moment) {
    if (moment == Moment::before_command) return {JobState::running, std::nullopt};
    const auto outcome = buildkite::outcome_at_exit(environment);
    if (outcome.state == JobState::passed && post_command_was_cut_short(config, environment, job_id))
        return {JobState::failed, std::nullopt};
    return outcome;
}

/// A job has one end. When hooks see different ones, the one that says more: a hook that runs later may have missed a
/// failure that a shell hook in between has covered up, and a job that was canceled since has not passed.
int weight(std::string_view state) {
    static constexpr std::array<std::string_view, 5> rising{"running", "passed", "failed", "canceled", "timed_out"};
    return static_cast<int>(std::find(rising.begin(), rising.end(), state) - rising.begin());
}

bool told_already(const JobNote& note, const std::string& queue, const Outcome& outcome) {
    const auto told = note.told.find(queue);
    return told != note.told.end() && weight(told->second) >= weight(to_word(outcome.state));
}

/// Somebody may have set the clock back since the job's last report; its end is after its start all the same.
base::Instant time_after(const std::optional<base::Instant>& last) {
    const base::Instant now = base::SystemClock().now();
    return last && now <= *last ? *last + base::Milliseconds(1) : now;
}

base::Status report(const Settings& settings, Moment moment) {
    const auto config = make_config(settings);
    if (!config) return config.error();
    const base::Environment& environment = settings.environment();
    const auto job = buildkite::read_job(environment);
    if (!job) return job.error();
    if (!config->reports_branch(job->branch)) {
        base::inform("branch " + job->branch + " is not reported (branches, exclude-branches)");
        return base::done();
    }
    JobNote note = read_note(config->spool, job->id);
    const auto outcome = outcome_of(*config, environment, job->id, moment);
    const std::string state(to_word(outcome.state));
    if (told_already(note, config->queue_name(), outcome)) {
        base::debug("the endpoint is told already that the job is " + note.told[config->queue_name()]);
    } else {
        const auto commit = commit_of(*job, moment, note);
        if (!commit) return commit.error();
        auto made = make_report(*job, outcome, *commit, config->change, time_after(note.last_report));
        made.job.started_at = note.started_at;
        const auto submitted =
            submit(*config, {{made, base::json::write(*sleuth::to_json(made))}}, waits(*config, moment, environment));
        if (!submitted) return submitted.error();
        note.told[config->queue_name()] = state;
        note.last_report = made.occurred_at;
    }
    if (config->dry_run) return base::done();
    write_note(config->spool, job->id, note);
    if (moment == Moment::before_command && has_post_command(environment))
        expect_post_command(config->spool, job->id, install_of(environment));
    return base::done();
}

base::Status begin(const Settings& settings) {
    const auto spool = spool_folder(settings);
    const auto job_id = settings.environment().get("BUILDKITE_JOB_ID");
    if (!spool) return spool.error();
    if (!job_id) return base::done();
    JobNote note = read_note(*spool, *job_id);
    if (note.started_at) return base::done();
    note.started_at = base::SystemClock().now();
    write_note(*spool, *job_id, note);
    return base::done();
}

base::Status remember_checkout(const Settings& settings) {
    const auto spool = spool_folder(settings);
    if (!spool) return spool.error();
    const auto job = buildkite::read_job(settings.environment());
    if (!job) return base::done();  // pre-command will say so
    const auto commit = look_at_commit(*job, Moment::before_command);
    // What is not HEAD is left to pre-command, which may see more.
    if (!commit || commit->sha_source != "checkout") return base::done();
    JobNote note = read_note(*spool, job->id);
    note.commit = *commit;
    write_note(*spool, job->id, note);
    return base::done();
}

base::Status after_command(const Settings& settings) {
    const auto spool = spool_folder(settings);
    if (!spool) return spool.error();
    const base::Environment& environment = settings.environment();
    post_command_came(*spool, environment.get("BUILDKITE_JOB_ID").value_or(""), install_of(environment));
    return buildkite::is_canceled(environment) ? report(settings, Moment::at_exit) : base::done();
}

base::Status send_what_waits(const Settings& settings, const std::string& phase) {
    if (!settings.get("endpoint")) return base::done();  // only pipelines name endpoints here
    const auto config = make_config(settings);
    if (!config) return config.error();
    const auto queues = delivery::Queue::list(config->spool);
    if (!queues) return queues.error();
    for (const auto& queue : *queues) {
        if (queue.folder().filename() != config->queue_name()) continue;
        const auto names = queue.waiting();
        if (!names) return names.error();
        if (names->empty()) continue;
        auto destination = config->destination();
        if (phase == "agent-startup") return delivery::start_background_sender(queue, destination, [] {});
        destination.client.connect_timeout = config->timeout;
        destination.client.reply_timeout = config->timeout;
        // An endpoint that answers a byte at a time must not hold the agent; nothing is lost when the kernel ends us.
        ::alarm(static_cast<unsigned int>(2 * config->timeout.count()));
        const auto sent = delivery::send_now(
            queue, destination,
            {.lock_deadline = config->timeout, .lifetime = config->timeout, .most_failures_in_a_row = 1});
        if (!sent) return sent.error();
    }
    return base::done();
}

base::Status run_phase(const Settings& settings, const std::string& phase) {
    if (is_dry_run(settings) && phase != "pre-command" && phase != "pre-exit") return base::done();
    if (phase == "environment") return begin(settings);
    if (phase == "post-checkout") return remember_checkout(settings);
    if (phase == "pre-command") return report(settings, Moment::before_command);
    if (phase == "pre-exit") return report(settings, Moment::at_exit);
    if (phase == "post-command") return after_command(settings);
    if (phase == "agent-startup" || phase == "agent-shutdown") return send_what_waits(settings, phase);
    return base::done();
}

}  // namespace

bool is_phase(const std::string& name) {
    static constexpr std::array<std::string_view, 13> phases{
        "pre-bootstrap", "agent-startup", "agent-shutdown", "environment", "pre-checkout",
        "checkout",      "post-checkout", "pre-command",    "command",     "post-command",
        "pre-artifact",  "post-artifact", "pre-exit"};
    return std::find(phases.begin(), phases.end(), name) != phases.end();
}

int run_hook(const std::string& phase, const base::Environment& environment, const Values& flags) {
    if (!is_phase(phase)) {
        base::warn("there is no hook called `" + phase + "`; nothing was reported");
        return 0;
    }
    const auto settings = Settings::read(environment, flags);
    if (settings) apply_log_level(*settings);
    // Before anything else can go wrong, and whatever is wrong with the rest of the configuration.
    if (phase == "environment" || phase == "pre-command")
        hide_keys(settings ? *settings : Settings::read_what_can_be(environment, flags));
    const auto done = settings ? run_phase(*settings, phase) : base::Status(settings.error());
    if (done) return 0;
    // What is wrong is said where it keeps a report from being made, and not by each hook.
    const bool reports = phase == "pre-command" || phase == "pre-exit" || buildkite::is_canceled(environment);
    if (reports || phase.starts_with("agent-"))
        base::warn(done.error().message());
    else
        base::debug(done.error().message());
    if (!reports || phase.starts_with("agent-")) return 0;  // an agent whose startup hook fails does not start
    return (settings ? fail_on_error(*settings) : environment.flag("SLEUTH_FAIL_ON_ERROR")) ? 1 : 0;
}

}  // namespace agent
