#include "buildkite/job_state.hpp"

#include <Poco/NumberParser.h>

namespace buildkite {
namespace {

std::optional<std::int64_t> status_in(const base::Environment& environment, const char* variable) {
    Poco::Int64 status = 0;
    const auto text = environment.get(variable);
    if (!text || !Poco::NumberParser::tryParse64(*text, status)) return std::nullopt;
    return status;
}

}  // namespace

std::string_view to_word(JobState state) {
    switch (state) {
        case JobState::running: return "running";
        case JobState::passed: return "passed";
        case JobState::failed: return "failed";
        case JobState::canceled: return "canceled";
        case JobState::timed_out: return "timed_out";
    }
    return "failed";
}

Outcome outcome_at_exit(const base::Environment& environment) {
    const auto command = status_in(environment, "BUILDKITE_COMMAND_EXIT_STATUS");
    const auto last_hook = status_in(environment, "BUILDKITE_LAST_HOOK_EXIT_STATUS");
    const bool hook_failed = last_hook && *last_hook != 0;
    Outcome outcome;
    outcome.exit_status = hook_failed && command.value_or(0) == 0 ? last_hook : command;
    if (environment.flag("BUILDKITE_JOB_TIMED_OUT"))
        outcome.state = JobState::timed_out;
    else if (environment.flag("BUILDKITE_JOB_CANCELLED"))
        outcome.state = JobState::canceled;
    else
        outcome.state = command == 0 && !hook_failed ? JobState::passed : JobState::failed;
    return outcome;
}

bool is_canceled(const base::Environment& environment) {
    return environment.flag("BUILDKITE_JOB_CANCELLED") || environment.flag("BUILDKITE_JOB_TIMED_OUT");
}

}  // namespace buildkite
