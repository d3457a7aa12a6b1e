// Real git repositories, made with git.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/process.hpp"

namespace test {

/// A repository with one commit by Ada <ada@example.com>, "First".
class GitRepository {
public:
    GitRepository();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::string head() const { return git({"rev-parse", "HEAD"}); }
    /// Commits a change; returns its SHA.
    std::string commit(const std::string& message) const;
    std::string git(Arguments arguments) const;

private:
    TemporaryFolder folder_;
    std::filesystem::path path_;
};

/// `git …` in a folder; must succeed; returns what it printed.
std::string git_in(const std::filesystem::path& folder, Arguments arguments);

}  // namespace test
