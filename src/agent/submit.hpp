// The one way of reports from this process to the endpoint: through the spool.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "agent/config.hpp"
#include "base/result.hpp"
#include "sleuth/build_report.hpp"

namespace agent {

struct Outgoing {
    sleuth::BuildReport report;
    std::string json;  // as it is sent; it may hold fields that BuildReport does not
};

/// How many of the reports …
struct Fates {
    std::size_t waiting = 0;
    std::size_t delivered = 0;
    std::size_t refused = 0;
};

/// Writes the reports durably into the queue of their target and starts a detached sender for all of them. With `wait`
/// it waits for at most config.timeout until they have left the queue. Fails when one cannot be written; those before
/// it are sent all the same. That no sender can be started is a warning: the next job's takes them along. With dry-run
/// nothing is written or sent; the request goes to standard output. Reports that the limits of the queue have cost are
/// said here, once.
[[nodiscard]] base::Result<Fates> submit(const Config& config, const std::vector<Outgoing>& reports, bool wait);

}  // namespace agent
