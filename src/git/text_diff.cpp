#include "git/text_diff.hpp"

#include "git/library.hpp"

namespace git {

std::string unified_diff(const std::string& name, const std::string& before, const std::string& after) {
    if (before == after) return {};
    start_library();
    git_patch* patch_raw = nullptr;
    if (git_patch_from_buffers(&patch_raw, before.data(), before.size(), name.c_str(), after.data(), after.size(),
                               name.c_str(), nullptr) != 0)
        return library_error("compare " + name).message() + "\n";
    const Owned<git_patch> patch(patch_raw);
    git_buf text = GIT_BUF_INIT;
    std::string diff;
    if (git_patch_to_buf(&text, patch.get()) == 0) diff.assign(text.ptr, text.size);
    git_buf_dispose(&text);
    // git's own first lines (`diff --git`, `index`) say nothing to people here.
    const auto start = diff.find("--- ");
    return start == std::string::npos ? diff : diff.substr(start);
}

}  // namespace git
