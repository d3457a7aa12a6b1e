#include "git/git_command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "git/checkout.hpp"

namespace git {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds deadline{5};
constexpr std::size_t most_output_bytes = 256;

/// Our environment without what would point git at another repository.
std::vector<std::string> environment_for(const std::filesystem::path& folder) {
    std::vector<std::string> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
        if (!std::string_view(*entry).starts_with("GIT_")) variables.emplace_back(*entry);
    variables.push_back("GIT_CEILING_DIRECTORIES=" + std::filesystem::absolute(folder).parent_path().string());
    variables.emplace_back("GIT_OPTIONAL_LOCKS=0");
    return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> list;
    list.reserve(texts.size() + 1);
    for (std::string& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
}

/// What a descriptor gives until its end, the deadline or most_output_bytes.
std::string read_until(int descriptor, Clock::time_point end) {
    std::string text;
    while (text.size() < most_output_bytes) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        pollfd waited{descriptor, POLLIN, 0};
        if (left.count() <= 0 || ::poll(&waited, 1, static_cast<int>(left.count())) <= 0) break;
        char buffer[most_output_bytes];
        const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
        if (got <= 0) break;
        text.append(buffer, static_cast<std::size_t>(got));
    }
    return text;
}

/// Standard output of a program that is given no input and whose messages nobody reads. Killed when it has not ended
/// its output by the deadline.
base::Result<std::string> output_of(std::vector<std::string> command, std::vector<std::string> variables) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return base::Error{"run git", base::errno_text(errno)};
    const base::FileDescriptor reading(ends[0]);
    base::FileDescriptor writing(ends[1]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, writing.get(), STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = -1;
    const int failure = ::posix_spawnp(&child, command[0].c_str(), &actions, nullptr, pointers(command).data(),
                                       pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0) return base::Error{"run git", base::errno_text(failure)};
    writing.close();
    const std::string text = read_until(reading.get(), Clock::now() + deadline);
    ::kill(child, SIGKILL);  // it has closed its output, or taken too long, or said too much
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return text;
}

}  // namespace

base::Result<std::string> head_by_git(const std::filesystem::path& folder) {
    const std::string context = "ask git for HEAD of " + folder.string();
    std::error_code error;
    if (!std::filesystem::exists(folder / ".git", error)) return base::Error{context, "there is no .git in it"};
    auto said = output_of({"git", "-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-C", folder.string(),
                           "rev-parse", "--verify", "--end-of-options", "HEAD"},
                          environment_for(folder));
    if (!said) return said.error();
    std::string sha = said->substr(0, said->find('\n'));
    if (!is_full_sha(sha)) return base::Error{context, "it gave none"};
    return sha;
}

}  // namespace git
