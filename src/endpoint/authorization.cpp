#include "endpoint/authorization.hpp"

#include "base/log.hpp"

namespace endpoint {

std::optional<Response> refuse(Store& store, const base::Secret& credential, const std::string& organization,
                               Scope needed) {
    Response unauthorized{
        401, "text/plain; charset=utf-8", "Unauthorized", {{"WWW-Authenticate", "Bearer, Basic realm=\"sleuth\""}}};
    const auto id = id_of_token(credential);
    if (!id) return unauthorized;
    const auto token = store.find_token(*id);
    if (!token) return internal_error(token.error());
    if (!*token || !is_this_token(**token, credential) || (*token)->organization != organization) return unauthorized;
    if (allows((*token)->scope, needed)) return std::nullopt;
    return Response{403, "text/plain; charset=utf-8",
                    "the token's scope is " + std::string(to_word((*token)->scope)) + "; this needs " +
                        std::string(to_word(needed)) + (needed == Scope::all ? "" : " or ALL")};
}

Response internal_error(const base::Error& error) {
    base::warn(error.message());
    return {500, "text/plain; charset=utf-8", "Internal server error", {}};
}

}  // namespace endpoint
