#include "agent/job_report.hpp"

#include "base/ids.hpp"
#include "base/version.hpp"

namespace agent {

sleuth::BuildReport make_report(const buildkite::Job& job, const buildkite::Outcome& outcome, const JobCommit& commit,
                                const sleuth::ChangeBlock& change, base::Instant now) {
    sleuth::BuildReport report;
    report.id = base::new_id();
    report.occurred_at = now;
    report.sha = commit.sha;
    report.sha_source = commit.sha_source;
    report.sha_note = commit.sha_note;
    report.head_sha = commit.head_sha;
    report.commit = commit.commit;
    report.repository_url = job.repository_url;
    report.branch = job.branch;
    report.tag = job.tag;
    report.pull_request = job.pull_request;
    report.change = change;
    report.build = {job.organization, job.pipeline, job.build_number, job.build_id,
                    job.build_url,    job.source,   job.message};
    report.job.id = job.id;
    report.job.step_id = job.step_id;
    report.job.step_key = job.step_key;
    report.job.label = job.label;
    report.job.state = buildkite::to_word(outcome.state);
    report.job.exit_status = outcome.exit_status;
    report.job.retry = job.retry;
    if (job.parallel) {
        report.job.parallel_index = job.parallel->index;
        report.job.parallel_count = job.parallel->count;
    }
    report.job.url = job.url();
    report.agent_name = job.agent_name;
    report.agent_id = job.agent_id;
    report.agent_queue = job.agent_queue;
    report.reporter_version = base::version();
    return report;
}

}  // namespace agent
