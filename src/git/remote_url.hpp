// Remote URLs: credentials out, and one key for the many spellings of one repository.
#pragma once

#include <string>
#include <string_view>

namespace git {

/// The URL without what could be a secret: user and password of any URL with a scheme (only the user name `git` of an
/// ssh URL stays), query and fragment. `https://user:token@host/o/r.git?x=y` becomes `https://host/o/r.git`;
/// `git@host:o/r.git` and plain paths stay as they are.
[[nodiscard]] std::string without_credentials(std::string_view url);

/// The same text for every spelling of a repository: host in lower case, `/`, path without `.git`, without leading
/// and trailing slashes. Scheme, user and port do not count (ssh and https of one server have different ports). The
/// path's case does: some hosts tell repositories apart by it. A local path or file URL gives its path.
/// `git@GitHub.com:acme/app.git`, `ssh://git@github.com:22/acme/app` and `https://x:y@github.com/acme/app/` all give
/// `github.com/acme/app`. An empty URL gives an empty key.
[[nodiscard]] std::string repository_key(std::string_view url);

}  // namespace git
