// The exit codes of the commands that an admin types. Hooks exit 0.
#pragma once

#include "base/log.hpp"
#include "base/result.hpp"

namespace agent {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;

/// Says what went wrong; returns exit_failed.
[[nodiscard]] inline int failed(const base::Error& error) {
    base::fail(error.message());
    return exit_failed;
}

}  // namespace agent
