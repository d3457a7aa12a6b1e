#include "git/checkout.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "git/git_command.hpp"
#include "git/library.hpp"

namespace git {
namespace {

constexpr std::size_t most_commit_bytes = 1 << 20;
constexpr std::size_t most_text_bytes = 500;
constexpr unsigned int most_parents = 64;

std::string to_text(const git_oid& id) {
    char digits[GIT_OID_HEXSZ + 1];
    return git_oid_tostr(digits, sizeof digits, &id);
}

CommitFacts facts_of(const git_commit& commit) {
    CommitFacts facts;
    if (const git_signature* author = git_commit_author(&commit); author != nullptr) {
        facts.author_name = base::valid_utf8(base::cut(author->name, most_text_bytes));
        facts.author_email = base::valid_utf8(base::cut(author->email, most_text_bytes));
    }
    facts.time = base::Instant(std::chrono::seconds(git_commit_time(&commit)));
    if (const char* message = git_commit_message(&commit); message != nullptr) {
        const std::string_view text(message);
        facts.subject = base::valid_utf8(base::cut(text.substr(0, text.find('\n')), most_text_bytes));
    }
    const unsigned int parents = std::min(git_commit_parentcount(&commit), most_parents);
    for (unsigned int i = 0; i < parents; ++i) facts.parents.push_back(to_text(*git_commit_parent_id(&commit, i)));
    return facts;
}

base::Result<CommitFacts> read_commit(git_repository* repository, const git_oid& id) {
    const std::string context = "read commit " + to_text(id);
    git_odb* odb_raw = nullptr;
    if (git_repository_odb(&odb_raw, repository) != 0) return library_error(context);
    const Owned<git_odb> odb(odb_raw);
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, odb.get(), &id) != 0) return library_error(context);
    if (size > most_commit_bytes) return base::Error{context, "larger than 1 MiB"};
    git_commit* commit_raw = nullptr;
    if (git_commit_lookup(&commit_raw, repository, &id) != 0) return library_error(context);
    const Owned<git_commit> commit(commit_raw);
    return facts_of(*commit);
}

/// nullptr when it cannot be opened; library_error() then says why.
Owned<git_repository> open_repository(const std::filesystem::path& folder) {
    start_library();
    git_repository* repository = nullptr;
    git_repository_open_ext(&repository, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
    return Owned<git_repository>(repository);
}

base::Result<Head> head_by_libgit2(const std::filesystem::path& folder) {
    const std::string context = "read HEAD of " + folder.string();
    const auto repository = open_repository(folder);
    if (!repository) return library_error(context);
    git_oid id;
    if (git_reference_name_to_id(&id, repository.get(), "HEAD") != 0) return library_error(context);
    Head head;
    head.sha = to_text(id);
    if (auto commit = read_commit(repository.get(), id))
        head.commit = std::move(*commit);
    else
        head.no_commit_because = commit.error().message();
    return head;
}

}  // namespace

base::Result<Head> read_head(const std::filesystem::path& folder) {
    auto head = head_by_libgit2(folder);
    if (head) return head;
    auto sha = head_by_git(folder);
    if (!sha) return head.error();
    return Head{std::move(*sha), std::nullopt, "read with git: " + head.error().message(), true};
}

std::string origin_url(const std::filesystem::path& folder) {
    const auto repository = open_repository(folder);
    git_remote* remote_raw = nullptr;
    if (!repository || git_remote_lookup(&remote_raw, repository.get(), "origin") != 0) return {};
    const Owned<git_remote> remote(remote_raw);
    const char* url = git_remote_url(remote.get());
    return url != nullptr ? url : "";
}

bool is_full_sha(std::string_view text) {
    return (text.size() == 40 || text.size() == 64) &&
           std::all_of(text.begin(), text.end(), [](unsigned char digit) { return std::isxdigit(digit) != 0; });
}

}  // namespace git
