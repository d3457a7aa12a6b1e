// The one way of a report from this process to the endpoint: through the spool.
#pragma once

#include <string>

#include "agent/config.hpp"
#include "base/result.hpp"
#include "sleuth/build_report.hpp"

namespace agent {

enum class Submitted { waiting, delivered, refused };

/// Writes the report durably into the queue of its target and starts a detached sender. With `wait` it waits for at
/// most config.timeout until the report has left the queue. `json` is the report as it is sent. Fails when it cannot be
/// written. With dry-run nothing is written or sent; the request goes to standard output.
/// Reports that the limits of the queue have cost are said here, once.
[[nodiscard]] base::Result<Submitted> submit(const Config& config, const sleuth::BuildReport& report,
                                             const std::string& json, bool wait);

}  // namespace agent
