// Which key may go to an endpoint: a key is sent only to the endpoint that is configured in the same place.
#pragma once

#include <string>
#include <vector>

#include "agent/settings.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace agent {

struct KeyChoice {
    base::Secret key;
    Place place = Place::fallback;  // who configured it
};

/// The key for `endpoint` (as sleuth::normal_endpoint() gives it), which the place `endpoint_place` names.
/// A key belongs to the place that has it: the file's `api-key`, the agent's SLEUTH_API_KEY, the pipeline's
/// SLEUTH_API_KEY, or the variable that `api-key-env` of a place names. It may go to the endpoint when that place names
/// this endpoint, or names none while the endpoint comes from the same place. So a pipeline that names another endpoint
/// gets no key of the agent's, under whatever name it asks for it: a variable whose value is one of the agent's keys
/// is the agent's key. BUILDKITE_* variables hold the agent's own tokens and are never taken.
/// Fails when no key may go there, saying which keys there are and where they belong.
[[nodiscard]] base::Result<KeyChoice> choose_key(const Settings& settings, const std::string& endpoint,
                                                 Place endpoint_place);

/// Every key that is configured anywhere, so that none of them is shown in a log.
[[nodiscard]] std::vector<base::Secret> all_keys(const Settings& settings);

}  // namespace agent
