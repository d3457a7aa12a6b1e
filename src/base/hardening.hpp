// What a process that holds keys does first.
#pragma once

namespace base {

/// No core dump of this process and its forks, and no reading of its memory or environment by other processes of the
/// same user (prctl PR_SET_DUMPABLE; the core limit alone does not stop a core_pattern that is a pipe). New files are
/// private. Writing to a closed pipe becomes an error instead of a signal.
void harden_process();

}  // namespace base
