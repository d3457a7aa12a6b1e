// A build report from a job and its commit.
#pragma once

#include "agent/job_commit.hpp"
#include "base/time.hpp"
#include "buildkite/job.hpp"
#include "buildkite/job_state.hpp"
#include "sleuth/build_report.hpp"

namespace agent {

/// The report of this job in this state, with a new id.
[[nodiscard]] sleuth::BuildReport make_report(const buildkite::Job& job, const buildkite::Outcome& outcome,
                                              const JobCommit& commit, const sleuth::ChangeBlock& change,
                                              base::Instant now);

}  // namespace agent
