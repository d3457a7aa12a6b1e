// The base URL of an endpoint.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sleuth {

/// One spelling for one endpoint: scheme and host in lower case, default port and trailing slashes gone. Two endpoints
/// are the same exactly when these texts are equal, which decides whether a key may be sent. Refuses what is not an
/// absolute http or https URL, and one with a user, a password, a query or a fragment.
[[nodiscard]] base::Result<std::string> normal_endpoint(std::string_view url);

}  // namespace sleuth
