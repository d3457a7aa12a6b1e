// Work that goes on after the hook has returned.
#pragma once

#include <chrono>
#include <functional>

#include "base/result.hpp"

namespace delivery {

/// Runs `work` in a process that outlives this one: session of its own, no terminal, standard streams on /dev/null, no
/// other descriptor of ours, working folder `/`, ended by SIGALRM at `lifetime` at the latest. The agent waits up to
/// ten seconds for whoever still holds a hook's terminal or pipe, so the child must hold neither.
/// Returns at once; only the failure to make a process is reported. This process must have one thread.
/// It ignores SIGHUP from here on: the kernel sends it to the terminal's foreground group when a hook that leads its
/// session ends, and that group is the child's until it has its own.
[[nodiscard]] base::Status run_detached(std::chrono::seconds lifetime, const std::function<void()>& work);

}  // namespace delivery
