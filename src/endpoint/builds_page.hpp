// The Builds tab as a plain page.
#pragma once

#include <string>

#include "endpoint/builds_tab.hpp"

namespace endpoint {

/// HTML without scripts. Everything that came from outside is escaped; only http and https links become links.
[[nodiscard]] std::string builds_page(const BuildsTab& tab);

}  // namespace endpoint
