// The Builds tab of a deploy: which builds ran on its commit, their state at the time of the deploy and now.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "endpoint/build_state.hpp"
#include "endpoint/store.hpp"

namespace endpoint {

struct TabBuild {
    sleuth::BuildBlock build;
    std::string sha;
    std::string sha_source;
    std::string sha_note;
    std::string head_sha;
    std::string branch;
    std::optional<BuildAt> at_deploy;  // nullopt: nothing was known of it then
    BuildAt now;

    /// `organization/pipeline #number`.
    [[nodiscard]] std::string name() const;
};

struct BuildsTab {
    std::string organization;
    CodeDeployment code_deployment;
    Deploy deploy;
    std::vector<TabBuild> builds;  // newest number first, by pipeline
};

/// The builds of the newest deploy whose SHA starts with `sha` (hex, at least 7 digits), in one environment or any.
/// A build belongs to it when its sha or head_sha starts with the deploy's, in the repository of the code deployment.
/// nullopt when there is no such code deployment or deploy.
[[nodiscard]] base::Result<std::optional<BuildsTab>> find_builds_tab(Store& store, const std::string& organization,
                                                                     const std::string& code_deployment,
                                                                     const std::string& sha,
                                                                     const std::string& environment, base::Instant now);

/// The same as JSON (docs/api.md).
[[nodiscard]] base::json::Object::Ptr to_json(const BuildsTab& tab);

}  // namespace endpoint
