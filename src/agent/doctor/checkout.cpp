#include "git/checkout.hpp"

#include <filesystem>

#include "agent/doctor/checks.hpp"
#include "agent/job_commit.hpp"
#include "buildkite/job.hpp"

namespace agent::doctor {

Findings check_checkout(const base::Environment& environment) {
    Findings findings;
    if (environment.get("BUILDKITE_JOB_ID")) {
        const auto job = buildkite::read_job(environment);
        if (!job) return {{Verdict::failure, "job", job.error().message(), "run it in a step of a pipeline"}};
        findings.push_back({Verdict::ok, "job",
                            job->organization + "/" + job->pipeline + " #" + std::to_string(job->build_number) +
                                ", agent " + job->agent_name,
                            ""});
        const auto commit = choose_commit(*job, Moment::before_command,
                                          git::read_head(job->checkout_path.empty() ? "." : job->checkout_path));
        if (!commit)
            findings.push_back({Verdict::failure, "checkout", commit.error().message(),
                                "let the job check the repository out, or set BUILDKITE_COMMIT to a full SHA"});
        else if (commit->sha_source != "checkout")
            findings.push_back({Verdict::warning, "checkout", "BUILDKITE_COMMIT is taken: " + commit->sha_note,
                                "run the hook where the checkout is"});
        else
            findings.push_back(
                {Verdict::ok, "checkout",
                 "HEAD is " + commit->sha + (commit->sha_note.empty() ? "" : " (" + commit->sha_note + ")"), ""});
        return findings;
    }
    std::error_code error;
    if (!std::filesystem::exists(".git", error)) return findings;
    const auto head = git::read_head(".");
    findings.push_back(
        head ? Finding{Verdict::ok, "checkout", "HEAD is " + head->sha, ""}
             : Finding{Verdict::warning, "checkout", head.error().message(), "look at it with git status"});
    return findings;
}

}  // namespace agent::doctor
