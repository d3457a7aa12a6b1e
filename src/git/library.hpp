// libgit2's start, its objects as RAII, and its errors in our style.
#pragma once

#include <git2.h>

#include <memory>
#include <string>

#include "base/result.hpp"

namespace git {

struct Deleter {
    void operator()(git_repository* object) const { git_repository_free(object); }
    void operator()(git_commit* object) const { git_commit_free(object); }
    void operator()(git_remote* object) const { git_remote_free(object); }
    void operator()(git_patch* object) const { git_patch_free(object); }
    void operator()(git_odb* object) const { git_odb_free(object); }
};

template <typename Object>
using Owned = std::unique_ptr<Object, Deleter>;

/// libgit2, started once with the settings that every read here relies on (see library.cpp).
void start_library();

/// The last libgit2 error of this thread.
[[nodiscard]] base::Error library_error(const std::string& context);

}  // namespace git
