// What a hook or command says to its user: one line each on standard error.
#pragma once

#include <string_view>

namespace base {

/// `sleuth: warning: …`: something went wrong that does not stop the job. Control characters are made harmless.
void warn(std::string_view message);

/// `sleuth: …`: a fact for whoever reads the job's log.
void inform(std::string_view message);

}  // namespace base
