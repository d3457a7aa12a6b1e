// Running real programs: their output, their exit code, and an end for those that do not end.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "support/temporary_folder.hpp"

namespace test {

using Variables = std::map<std::string, std::string>;
using Arguments = std::vector<std::string>;

struct Finished {
    int exit_code = -1;  // -N: killed by signal N
    std::string out;
    std::string err;
};

/// A running program with exactly these variables in its environment (and PATH). Killed on destruction.
class Process {
public:
    Process(const Arguments& command, const Variables& variables, const std::filesystem::path& folder = "/");
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] pid_t id() const { return id_; }
    void signal(int number) const;
    /// Waits for the end; kills it and throws when it takes longer.
    [[nodiscard]] Finished wait(std::chrono::seconds deadline = std::chrono::seconds(60));
    /// What it has written so far.
    [[nodiscard]] std::string out() const { return file_content(output_ / "out"); }
    [[nodiscard]] std::string err() const { return file_content(output_ / "err"); }

private:
    TemporaryFolder output_;
    pid_t id_ = -1;
};

/// Runs a program to its end.
[[nodiscard]] Finished run(const Arguments& command, const Variables& variables = {},
                           const std::filesystem::path& folder = "/");

/// Runs a program that must succeed; returns its output without the last line break.
std::string must_run(const Arguments& command, const std::filesystem::path& folder = "/");

/// Waits until `holds` is true; false when that took longer than the deadline.
[[nodiscard]] bool eventually(const std::function<bool()>& holds,
                              std::chrono::seconds deadline = std::chrono::seconds(20));

}  // namespace test
