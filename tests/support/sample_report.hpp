// A build report to start from.
#pragma once

#include <string>

#include "sleuth/build_report.hpp"

namespace test {

inline constexpr const char* sample_sha = "0123456789abcdef0123456789abcdef01234567";

/// A passed job `job` of build acme/app #7 on sample_sha, at 2026-11-23T12:00:00Z.
[[nodiscard]] inline sleuth::BuildReport sample_report(const std::string& id = "report-1",
                                                       const std::string& state = "passed") {
    sleuth::BuildReport report;
    report.id = id;
    report.occurred_at = *base::parse_iso8601("2026-11-23T12:00:00Z");
    report.sha = sample_sha;
    report.sha_source = "checkout";
    report.repository_url = "https://github.com/acme/app.git";
    report.branch = "main";
    report.build = {"acme", "app", 7, "build-7", "https://buildkite.com/acme/app/builds/7", "webhook", "A message"};
    report.job.id = "job";
    report.job.label = "test";
    report.job.state = state;
    return report;
}

}  // namespace test
