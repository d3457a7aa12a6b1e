// Which handler answers which path.
#pragma once

#include "base/time.hpp"
#include "endpoint/http.hpp"
#include "endpoint/store.hpp"

namespace endpoint {

/// The handler of the whole endpoint:
///   GET  /healthz
///   GET  /api/1/schema/register_build
///   POST /api/1/builds/ORG/register_build
///   POST /api/1/deployments/ORG/DEPLOYMENT/register_deploy
///   GET  /api/1/deployments/ORG/DEPLOYMENT/deploys/SHA/builds      JSON
///   GET  /ORG/deployments/DEPLOYMENT/deploys/SHA                   the same as a page
/// An unknown path is 404, a known one with another method 405 with `Allow`.
[[nodiscard]] Handler make_routes(Store& store, const base::Clock& clock);

}  // namespace endpoint
