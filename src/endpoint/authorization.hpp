// Who asks, and whether that may be.
#pragma once

#include <optional>

#include "base/secret.hpp"
#include "endpoint/http.hpp"
#include "endpoint/store.hpp"

namespace endpoint {

/// nullopt when `credential` is a token of this organization whose scope covers `needed`; otherwise the reply:
/// 401 `Unauthorized` for a missing, unknown or revoked token and for one of another organization (Sleuth's REST calls
/// tell them apart by nothing), 403 for a scope that is too small, 500 when the database does not answer.
[[nodiscard]] std::optional<Response> refuse(Store& store, const base::Secret& credential,
                                             const std::string& organization, Scope needed);

/// The 500 reply for a failure of our own; what went wrong goes to the log, not to the caller.
[[nodiscard]] Response internal_error(const base::Error& error);

}  // namespace endpoint
