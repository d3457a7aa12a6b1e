// The environment of a Buildkite job.
#pragma once

#include "base/environment.hpp"
#include "support/process.hpp"

namespace test {

/// A job of build acme/app #7, as variables; `changes` are added or replace.
[[nodiscard]] inline Variables job_variables(const Variables& changes = {}) {
    Variables variables = changes;
    variables.merge(Variables{{"BUILDKITE", "true"},
                              {"BUILDKITE_ORGANIZATION_SLUG", "acme"},
                              {"BUILDKITE_PIPELINE_SLUG", "app"},
                              {"BUILDKITE_BUILD_ID", "build-7"},
                              {"BUILDKITE_BUILD_NUMBER", "7"},
                              {"BUILDKITE_BUILD_URL", "https://buildkite.com/acme/app/builds/7"},
                              {"BUILDKITE_JOB_ID", "job-1"},
                              {"BUILDKITE_LABEL", "test"},
                              {"BUILDKITE_BRANCH", "main"},
                              {"BUILDKITE_COMMIT", "HEAD"},
                              {"BUILDKITE_REPO", "git@github.com:acme/app.git"}});
    return variables;
}

[[nodiscard]] inline base::Environment environment_of(const Variables& variables) {
    return base::Environment({variables.begin(), variables.end()});
}

[[nodiscard]] inline base::Environment job_environment(const Variables& changes = {}) {
    return environment_of(job_variables(changes));
}

}  // namespace test
