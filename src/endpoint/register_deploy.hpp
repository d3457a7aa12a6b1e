// POST /api/1/deployments/ORG/DEPLOYMENT/register_deploy
#pragma once

#include "base/time.hpp"
#include "endpoint/http.hpp"
#include "endpoint/store.hpp"

namespace endpoint {

/// Sleuth's call: 200 `Success`; 400 with what is wrong, also for the SHA of the environment's current deploy unless
/// ignore_if_duplicate is true; 401 for a bad key and for a code deployment that the organization does not have. The
/// key stands in the Authorization header or in the body's api_key; the header counts when both do.
[[nodiscard]] Response register_deploy(Store& store, const base::Clock& clock, const std::string& organization,
                                       const std::string& code_deployment, const Request& request);

}  // namespace endpoint
