// The fields of a register_deploy request, from JSON or a form.
#pragma once

#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "endpoint/http.hpp"
#include "endpoint/store.hpp"

namespace endpoint {

struct DeployRequest {
    Deploy deploy;            // without id and environment; registered_at is set
    std::string environment;  // slug; empty: the project's default
    bool ignore_if_duplicate = false;
};

/// The key in the body; empty when there is none. Needs nothing else of the body to be right.
[[nodiscard]] base::Secret api_key_of(const Request& request);

/// Reads Sleuth's documented fields. An empty text counts as absent: sleuth-action and shell scripts send unset inputs
/// as "". A date without a zone is UTC; without a date it is `now`. The error's text is the reply's.
[[nodiscard]] base::Result<DeployRequest> read_deploy_request(const Request& request, base::Instant now);

}  // namespace endpoint
