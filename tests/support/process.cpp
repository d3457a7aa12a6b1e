#include "support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "base/file.hpp"

namespace test {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

}  // namespace

Process::Process(const Arguments& command, const Variables& variables, const std::filesystem::path& folder) {
    Arguments arguments = command;
    Arguments environment{"PATH=" + std::string(std::getenv("PATH"))};
    for (const auto& [name, value] : variables) {
        if (name == "PATH") environment.clear();
        environment.push_back(name + "=" + value);
    }
    const auto argument_pointers = pointers(arguments);
    const auto environment_pointers = pointers(environment);
    const std::string out = output_ / "out";
    const std::string err = output_ / "err";
    id_ = ::fork();
    if (id_ < 0) throw std::runtime_error("fork");
    if (id_ > 0) return;
    ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    ::dup2(::open(out.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600), STDOUT_FILENO);
    ::dup2(::open(err.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600), STDERR_FILENO);
    if (::chdir(folder.c_str()) != 0) ::_exit(126);
    ::execvpe(argument_pointers[0], argument_pointers.data(), environment_pointers.data());
    ::_exit(127);
}

Process::~Process() {
    if (id_ < 0) return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
}

void Process::signal(int number) const { ::kill(id_, number); }

Finished Process::wait(std::chrono::seconds deadline) {
    const base::FileDescriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, id_, 0)));
    pollfd ended{handle.get(), POLLIN, 0};
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(deadline).count();
    if (::poll(&ended, 1, static_cast<int>(milliseconds)) != 1)
        throw std::runtime_error("a process did not end in time; it wrote: " + out() + err());
    int status = 0;
    ::waitpid(id_, &status, 0);
    id_ = -1;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), out(), err()};
}

Finished run(const Arguments& command, const Variables& variables, const std::filesystem::path& folder) {
    return Process(command, variables, folder).wait();
}

std::string must_run(const Arguments& command, const std::filesystem::path& folder) {
    Finished finished = run(command,
                            {{"HOME", "/nonexistent"},
                             {"GIT_AUTHOR_NAME", "Ada"},
                             {"GIT_AUTHOR_EMAIL", "ada@example.com"},
                             {"GIT_COMMITTER_NAME", "Ada"},
                             {"GIT_COMMITTER_EMAIL", "ada@example.com"}},
                            folder);
    if (finished.exit_code != 0) throw std::runtime_error(command[0] + " failed: " + finished.err);
    while (finished.out.ends_with('\n')) finished.out.pop_back();
    return finished.out;
}

bool eventually(const std::function<bool()>& holds, std::chrono::seconds deadline) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!holds()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        ::poll(nullptr, 0, 5);  // the condition is of another process, which tells nobody when it changes
    }
    return true;
}

}  // namespace test
