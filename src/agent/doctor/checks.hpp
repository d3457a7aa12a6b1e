// The checks of `doctor`, one file each.
#pragma once

#include <string>
#include <vector>

#include "agent/config.hpp"
#include "agent/doctor/finding.hpp"
#include "agent/settings.hpp"

namespace agent::doctor {

/// A value of the configuration as it may be shown.
struct ShownSetting {
    std::string name;
    std::string value;  // `***` for a secret
    std::string place;
};

/// Every option that has a value, with the place that it comes from.
[[nodiscard]] std::vector<ShownSetting> shown_settings(const Settings& settings);

/// The configuration as a whole, and the mode of its file.
[[nodiscard]] Findings check_configuration(const Settings& settings, const base::Result<Config>& config);

/// This binary, and the hooks in the agent's folder: BUILDKITE_HOOKS_PATH in a job, else that of the agent's file.
[[nodiscard]] Findings check_installation(const base::Environment& environment);

/// The checkout of the job, or the one of the working folder; nothing where there is none.
[[nodiscard]] Findings check_checkout(const base::Environment& environment);

/// Name resolution, connection and TLS, kind of the endpoint, key, clocks. Sends an empty list of reports, which leaves
/// nothing at the endpoint.
[[nodiscard]] Findings check_endpoint(const Config& config);

/// Whether the spool can be written, how full the disk is, what waits, was refused and was lost.
[[nodiscard]] Findings check_spool(const std::filesystem::path& spool);

}  // namespace agent::doctor
