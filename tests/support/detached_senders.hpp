// The senders that hooks leave behind: this process adopts them, so that a test can find and end them.
#pragma once

#include <sys/types.h>

#include <vector>

namespace test {

/// The detached senders that are running now.
[[nodiscard]] std::vector<pid_t> detached_senders();

/// Ends them with SIGKILL. Happens after every test case too.
void kill_detached_senders();

}  // namespace test
