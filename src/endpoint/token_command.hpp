// `sleuth-endpoint token create|list|revoke`: access tokens, from the machine that has the database.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "endpoint/store.hpp"

namespace endpoint {

struct TokenOptions {
    std::string organization;  // create: slug
    std::string scope;         // create: ALL, REGISTER_DEPLOY or REGISTER_BUILD
    std::string name;          // create: what it is for
};

/// `words` come after `token`: `create`, `list` or `revoke ID`. create prints the token, and nothing else, on standard
/// output; list prints a line a token without its secret.
[[nodiscard]] base::Status run_token_command(Store& store, const std::vector<std::string>& words,
                                             const TokenOptions& options);

}  // namespace endpoint
