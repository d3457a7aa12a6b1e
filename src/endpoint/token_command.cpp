#include "endpoint/token_command.hpp"

#include <iostream>

#include "base/time.hpp"

namespace endpoint {
namespace {

base::Status create(Store& store, const TokenOptions& options) {
    const std::string context = "create an access token";
    const auto scope = scope_from_word(options.scope);
    if (!scope)
        return base::Error{context, "there is no scope `" + options.scope + "`",
                           "--scope ALL, REGISTER_DEPLOY or REGISTER_BUILD"};
    const auto known = store.has_organization(options.organization);
    if (!known) return known.error();
    if (!*known)
        return base::Error{context, "there is no organization `" + options.organization + "`",
                           "--organization names one; sleuth-endpoint serve makes the first"};
    const NewToken token = make_token(options.organization, options.name, *scope, base::SystemClock().now());
    if (auto added = store.add_token(token.record); !added) return added;
    std::cout << token.text.reveal() << std::endl;
    return base::done();
}

base::Status list(Store& store) {
    const auto tokens = store.tokens();
    if (!tokens) return tokens.error();
    for (const AccessToken& token : *tokens)
        std::cout << token.id << "  " << token.organization << "  " << to_word(token.scope) << "  created "
                  << base::to_rfc3339(token.created_at)
                  << (token.revoked_at ? "  revoked " + base::to_rfc3339(*token.revoked_at) : "") << "  " << token.name
                  << "\n";
    return base::done();
}

base::Status revoke(Store& store, const std::string& id) {
    const auto revoked = store.revoke_token(id, base::SystemClock().now());
    if (!revoked) return revoked.error();
    if (!*revoked)
        return base::Error{"revoke access token " + id, "there is none with this id that is not revoked",
                           "sleuth-endpoint token list shows them"};
    return base::done();
}

}  // namespace

base::Status run_token_command(Store& store, const std::vector<std::string>& words, const TokenOptions& options) {
    if (words.size() == 1 && words[0] == "create") return create(store, options);
    if (words.size() == 1 && words[0] == "list") return list(store);
    if (words.size() == 2 && words[0] == "revoke") return revoke(store, words[1]);
    return base::Error{"read the command line", "not a token command",
                       "sleuth-endpoint token create --scope SCOPE --name NAME | list | revoke ID"};
}

}  // namespace endpoint
