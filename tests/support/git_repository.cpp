#include "support/git_repository.hpp"

namespace test {

std::string git_in(const std::filesystem::path& folder, Arguments arguments) {
    arguments.insert(arguments.begin(), {"git", "-c", "protocol.file.allow=always", "-c", "safe.directory=*"});
    return must_run(arguments, folder);
}

GitRepository::GitRepository() : path_(folder_ / "app") {
    must_run({"git", "init", "-q", "-b", "main", path_});
    git({"config", "uploadpack.allowFilter", "true"});
    commit("First");
}

std::string GitRepository::commit(const std::string& message) const {
    write_file(path_ / "file", file_content(path_ / "file") + message + "\n");
    git({"add", "."});
    git({"commit", "-q", "-m", message});
    return head();
}

std::string GitRepository::git(Arguments arguments) const { return git_in(path_, std::move(arguments)); }

}  // namespace test
