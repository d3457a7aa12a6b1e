// Killing a program at an exact point: after its n-th system call.
#pragma once

#include "support/process.hpp"

namespace test {

enum class Victim {
    program,  // the program itself
    child,    // the process that it forks; the program runs to its end
};

/// Runs a program and kills the victim with SIGKILL when it enters its n-th system call (from 1; a child's are counted
/// from the fork). True when it was killed, false when it ended by itself before.
[[nodiscard]] bool kill_at_system_call(const Arguments& command, const Variables& variables,
                                       const std::filesystem::path& folder, Victim victim, int n);

}  // namespace test
