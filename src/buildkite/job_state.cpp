#include "buildkite/job_state.hpp"

#include <Poco/NumberParser.h>

namespace buildkite {

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
    Outcome outcome;
    Poco::Int64 status = 0;
    if (const auto text = environment.get("BUILDKITE_COMMAND_EXIT_STATUS");
        text && Poco::NumberParser::tryParse64(*text, status))
        outcome.exit_status = status;
    if (environment.flag("BUILDKITE_JOB_TIMED_OUT"))
        outcome.state = JobState::timed_out;
    else if (environment.flag("BUILDKITE_JOB_CANCELLED"))
        outcome.state = JobState::canceled;
    else
        outcome.state = outcome.exit_status == 0 ? JobState::passed : JobState::failed;
    return outcome;
}

}  // namespace buildkite
