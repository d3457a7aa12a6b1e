#include "delivery/detached.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

#include "base/file.hpp"

namespace delivery {
namespace {

void close_inherited_descriptors() {
    static constexpr unsigned int first = STDERR_FILENO + 1;
#ifdef SYS_close_range
    if (::syscall(SYS_close_range, first, UINT_MAX, 0) == 0) return;
#endif
    // Linux before 5.9.
    const long most = ::sysconf(_SC_OPEN_MAX);
    for (int descriptor = first; descriptor < (most > 0 ? most : 1024); ++descriptor) ::close(descriptor);
}

void let_go_of_everything() {
    ::setsid();
    const int nowhere = ::open("/dev/null", O_RDWR);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (nowhere >= 0)
            ::dup2(nowhere, stream);
        else
            ::close(stream);  // a chroot without /dev
    }
    close_inherited_descriptors();
    // A folder that somebody wants to unmount or remove must not be ours.
    [[maybe_unused]] const int changed = ::chdir("/");
    ::prctl(PR_SET_NAME, "sleuth-sender", 0, 0, 0);
}

}  // namespace

base::Status run_detached(std::chrono::seconds lifetime, const std::function<void()>& work) {
    ::signal(SIGHUP, SIG_IGN);
    const pid_t child = ::fork();
    if (child < 0) return base::Error{"start the sender", base::errno_text(errno)};
    if (child > 0) return base::done();
    let_go_of_everything();
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGTERM, SIG_DFL);
    ::alarm(static_cast<unsigned int>(lifetime.count()));
    work();
    ::_exit(0);
}

}  // namespace delivery
