#include "support/kill_at.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include <stdexcept>

namespace test {
namespace {

pid_t start_traced(const Arguments& command, const Variables& variables, const std::filesystem::path& folder) {
    Arguments arguments = command;
    Arguments environment{"PATH=" + std::string(std::getenv("PATH"))};
    for (const auto& [name, value] : variables) environment.push_back(name + "=" + value);
    std::vector<char*> argument_pointers;
    std::vector<char*> environment_pointers;
    for (auto& text : arguments) argument_pointers.push_back(text.data());
    for (auto& text : environment) environment_pointers.push_back(text.data());
    argument_pointers.push_back(nullptr);
    environment_pointers.push_back(nullptr);
    const pid_t program = ::fork();
    if (program != 0) return program;
    ::dup2(::open("/dev/null", O_RDWR | O_CLOEXEC), STDERR_FILENO);
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    if (::chdir(folder.c_str()) != 0) ::_exit(126);
    ::execve(argument_pointers[0], argument_pointers.data(), environment_pointers.data());
    ::_exit(127);
}

/// Lets a stopped process go on to its next stop. A signal that was on its way to it is delivered.
void go_on(pid_t process, bool to_system_call, int stop_signal) {
    const int deliver =
        stop_signal == SIGTRAP || stop_signal == (SIGTRAP | 0x80) || stop_signal == SIGSTOP ? 0 : stop_signal;
    ::ptrace(to_system_call ? PTRACE_SYSCALL : PTRACE_CONT, process, nullptr,
             reinterpret_cast<void*>(static_cast<std::intptr_t>(deliver)));
}

}  // namespace

bool kill_at_system_call(const Arguments& command, const Variables& variables, const std::filesystem::path& folder,
                         Victim victim, int n) {
    const pid_t program = start_traced(command, variables, folder);
    int status = 0;
    ::waitpid(program, &status, 0);
    if (!WIFSTOPPED(status)) throw std::runtime_error("cannot trace " + command[0]);
    const long options = PTRACE_O_TRACESYSGOOD | (victim == Victim::child ? PTRACE_O_TRACEFORK : 0);
    ::ptrace(PTRACE_SETOPTIONS, program, nullptr, reinterpret_cast<void*>(options));
    go_on(program, victim == Victim::program, SIGTRAP);

    pid_t hunted = victim == Victim::program ? program : -1;
    int entered = 0;
    bool inside = false;
    bool killed = false;
    bool program_ended = false;
    bool hunted_ended = false;
    while (!program_ended || !hunted_ended) {
        const pid_t stopped = ::waitpid(-1, &status, __WALL);
        if (stopped < 0) break;  // no children are left: the program never forked
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            program_ended |= stopped == program;
            hunted_ended |= stopped == hunted;
            continue;
        }
        const int signal = WSTOPSIG(status);
        if (stopped != program && hunted < 0) hunted = stopped;
        if (stopped == hunted && signal == (SIGTRAP | 0x80)) {
            inside = !inside;
            if (inside && ++entered == n) {
                ::kill(hunted, SIGKILL);
                killed = true;
                continue;
            }
        }
        go_on(stopped, stopped == hunted, signal);
    }
    return killed;
}

}  // namespace test
