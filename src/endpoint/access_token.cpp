#include "endpoint/access_token.hpp"

#include <Poco/DigestEngine.h>
#include <Poco/SHA2Engine.h>
#include <openssl/crypto.h>

#include "base/ids.hpp"

namespace endpoint {
namespace {

constexpr std::string_view prefix = "slt_";
constexpr std::size_t id_bytes = 8;
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t token_length = prefix.size() + 2 * id_bytes + 1 + 2 * secret_bytes;

std::string hash_of(const std::string& secret) {
    Poco::SHA2Engine digest(Poco::SHA2Engine::SHA_256);
    digest.update(secret);
    return Poco::DigestEngine::digestToHex(digest.digest());
}

}  // namespace

std::string_view to_word(Scope scope) {
    switch (scope) {
        case Scope::all: return "ALL";
        case Scope::register_deploy: return "REGISTER_DEPLOY";
        case Scope::register_build: return "REGISTER_BUILD";
    }
    return "REGISTER_BUILD";
}

std::optional<Scope> scope_from_word(std::string_view word) {
    for (const Scope scope : {Scope::all, Scope::register_deploy, Scope::register_build})
        if (word == to_word(scope)) return scope;
    return std::nullopt;
}

NewToken make_token(const std::string& organization, const std::string& name, Scope scope, base::Instant now) {
    const std::string id = base::random_hex(id_bytes);
    const std::string secret = base::random_hex(secret_bytes);
    return {AccessToken{id, organization, name, scope, hash_of(secret), now, std::nullopt},
            base::Secret(std::string(prefix) + id + "_" + secret)};
}

std::optional<std::string> id_of_token(const base::Secret& presented) {
    const std::string& text = presented.reveal();
    if (text.size() != token_length || !text.starts_with(prefix)) return std::nullopt;
    return text.substr(prefix.size(), 2 * id_bytes);
}

bool is_this_token(const AccessToken& record, const base::Secret& presented) {
    const std::string& text = presented.reveal();
    if (text.size() != token_length || record.revoked_at) return false;
    const std::string hash = hash_of(text.substr(token_length - 2 * secret_bytes));
    return hash.size() == record.secret_hash.size() &&
           CRYPTO_memcmp(hash.data(), record.secret_hash.data(), hash.size()) == 0;
}

bool allows(Scope scope, Scope needed) { return scope == Scope::all || scope == needed; }

}  // namespace endpoint
