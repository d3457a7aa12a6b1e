#include "git/library.hpp"

#include <array>

namespace git {

void start_library() {
    static const bool started = [] {
        git_libgit2_init();
        // The checkout may belong to another user (containers); libgit2 1.5 refuses it even with safe.directory=*.
        // We run nothing from it, which is what the check protects from (libgit2#6663).
        git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
        // Formats that do not change how HEAD and commits are read.
        std::array<const char*, 4> extensions{"partialclone", "worktreeconfig", "preciousobjects", "relativeworktrees"};
        git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size());
        // Only the repository's own configuration: the user's and the machine's cannot change what HEAD is.
        for (const int level :
             {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA})
            git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
        return true;
    }();
    (void)started;
}

base::Error library_error(const std::string& context) {
    const git_error* error = git_error_last();
    return base::Error{context, error != nullptr ? error->message : "unknown libgit2 error"};
}

}  // namespace git
