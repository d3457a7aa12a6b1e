// The exit codes of the commands that an admin types. Hooks exit 0.
#pragma once

namespace agent {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;

}  // namespace agent
