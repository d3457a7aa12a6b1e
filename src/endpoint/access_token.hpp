// Access tokens: how they look, what they may do, and how they are checked without being kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace endpoint {

/// Sleuth's scopes, and REGISTER_BUILD for agents.
enum class Scope { all, register_deploy, register_build };

/// `ALL`, `REGISTER_DEPLOY`, `REGISTER_BUILD`.
[[nodiscard]] std::string_view to_word(Scope scope);
[[nodiscard]] std::optional<Scope> scope_from_word(std::string_view word);

/// A token as the store has it. The token itself is `slt_ID_SECRET`; only a SHA-256 of the secret is kept, which is
/// enough against reading the database because the secret has 256 random bits.
struct AccessToken {
    std::string id;
    std::string organization;  // slug
    std::string name;
    Scope scope = Scope::register_build;
    std::string secret_hash;  // hex
    base::Instant created_at;
    std::optional<base::Instant> revoked_at;
};

struct NewToken {
    AccessToken record;
    base::Secret text;  // what the user is shown, once
};

[[nodiscard]] NewToken make_token(const std::string& organization, const std::string& name, Scope scope,
                                  base::Instant now);

/// The id of a presented token; nullopt when it does not look like one.
[[nodiscard]] std::optional<std::string> id_of_token(const base::Secret& presented);

/// True when the presented token is this one, it is not revoked, and its scope covers what is needed: ALL covers
/// everything, any other scope only itself. The secret is compared in constant time.
[[nodiscard]] bool is_this_token(const AccessToken& record, const base::Secret& presented);
[[nodiscard]] bool allows(Scope scope, Scope needed);

}  // namespace endpoint
