#include "support/detached_senders.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
#include <sstream>

#include "support/temporary_folder.hpp"

namespace test {

std::vector<pid_t> detached_senders() {
    const std::string self = std::to_string(::getpid());
    std::istringstream children(file_content("/proc/" + self + "/task/" + self + "/children"));
    std::vector<pid_t> senders;
    for (pid_t child = 0; children >> child;) {
        const std::string folder = "/proc/" + std::to_string(child);
        const bool zombie = file_content(folder + "/status").find("State:\tZ") != std::string::npos;
        if (zombie && file_content(folder + "/comm") == "sleuth-sender\n")
            ::waitpid(child, nullptr, WNOHANG);
        else if (file_content(folder + "/comm") == "sleuth-sender\n")
            senders.push_back(child);
    }
    return senders;
}

void kill_detached_senders() {
    for (const pid_t sender : detached_senders()) {
        ::kill(sender, SIGKILL);
        ::waitpid(sender, nullptr, 0);
    }
}

namespace {

class AdoptSenders final : public Catch::EventListenerBase {
public:
    using EventListenerBase::EventListenerBase;
    void testRunStarting(const Catch::TestRunInfo&) override { ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }
    void testCaseEnded(const Catch::TestCaseStats&) override { kill_detached_senders(); }
};

CATCH_REGISTER_LISTENER(AdoptSenders)

}  // namespace
}  // namespace test
