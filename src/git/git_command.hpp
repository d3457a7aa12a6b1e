// The git program, for repositories of a format that libgit2 does not know.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace git {

/// HEAD of the checkout at `folder` as `git rev-parse` tells it, with a deadline of five seconds. The folder itself
/// must have a `.git`: parents are not searched, and GIT_DIR and its like are not passed on. A repository of another
/// user is read too (safe.directory), and nothing of its configuration is run by this command.
[[nodiscard]] base::Result<std::string> head_by_git(const std::filesystem::path& folder);

}  // namespace git
