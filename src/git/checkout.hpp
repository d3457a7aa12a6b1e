// What a checkout says of itself: its HEAD and that commit's facts, read with libgit2.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace git {

struct CommitFacts {
    std::string author_name;  // texts are valid UTF-8 of at most 500 bytes (1,500 when each byte was invalid)
    std::string author_email;
    base::Instant time;   // the committer's: when this commit was made
    std::string subject;  // first line of the message, at most 500 bytes
    std::vector<std::string> parents;
};

struct Head {
    std::string sha;                    // 40 lower-case hex digits, or 64 of a SHA-256 repository
    std::optional<CommitFacts> commit;  // absent when the object cannot be read, which does not make sha less true
    std::string no_commit_because;      // the reason then; empty otherwise
    bool by_git = false;                // the git program gave the SHA, as no_commit_because says
};

/// The commit that HEAD of the checkout at `folder` points to. Never looks in parent folders: an empty folder inside
/// another repository must not report that repository's commit. GIT_DIR and its like are not read. HEAD itself needs
/// no object database, so a shallow, partial or `--reference` clone without its alternates still answers. The folder's
/// owner does not matter: nothing of the repository is executed, and its configuration is read for its format only.
/// A repository of a format that libgit2 does not know (SHA-256, reftable) is read by the git program, without the
/// commit's facts. Fails when the folder is no repository of a format that either knows, or has no commit yet.
[[nodiscard]] base::Result<Head> read_head(const std::filesystem::path& folder);

/// The URL of the remote `origin` of the checkout at `folder`, with whatever credentials it holds; empty without one.
[[nodiscard]] std::string origin_url(const std::filesystem::path& folder);

/// True for a full SHA-1 or SHA-256 in hex (40 or 64 digits of either case), and so not for `HEAD`, a tag or a branch.
[[nodiscard]] bool is_full_sha(std::string_view text);

}  // namespace git
