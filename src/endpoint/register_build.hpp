// POST /api/1/builds/ORG/register_build
#pragma once

#include "base/time.hpp"
#include "endpoint/http.hpp"
#include "endpoint/store.hpp"

namespace endpoint {

/// Takes one report, or `{"reports": [...]}` with up to 500.
/// - One report: 200 `Success` (a repeated id included), 400 with the field that is wrong.
/// - Several: 200 with `{"results": [{"id", "status", "reason"?}]}` in the same order; status is `accepted`, `repeated`
///   or `refused`. A wrong report does not stop the others. 400 when the list itself is wrong.
/// 401 and 403 as in authorization.hpp. A 200 means that every report that is not refused is on disk.
[[nodiscard]] Response register_build(Store& store, const base::Clock& clock, const std::string& organization,
                                      const Request& request);

}  // namespace endpoint
