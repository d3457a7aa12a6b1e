#include "endpoint/access_token.hpp"

#include <catch2/catch_test_macros.hpp>

using endpoint::Scope;

TEST_CASE("a token is recognised by its text and by no other") {
    const auto token = endpoint::make_token("acme", "agents", Scope::register_build, {});
    CHECK(endpoint::id_of_token(token.text) == token.record.id);
    CHECK(endpoint::is_this_token(token.record, token.text));
    CHECK(token.record.secret_hash.find(token.text.reveal().substr(21)) == std::string::npos);
    std::string other = token.text.reveal();
    other.back() = other.back() == '0' ? '1' : '0';
    CHECK_FALSE(endpoint::is_this_token(token.record, base::Secret(other)));
    CHECK_FALSE(endpoint::is_this_token(token.record, base::Secret()));
    CHECK_FALSE(endpoint::id_of_token(base::Secret("anything")));
}

TEST_CASE("a revoked token is none") {
    auto token = endpoint::make_token("acme", "agents", Scope::all, {});
    token.record.revoked_at = base::Instant{};
    CHECK_FALSE(endpoint::is_this_token(token.record, token.text));
}

TEST_CASE("a scope covers itself, and ALL covers every scope") {
    CHECK(endpoint::allows(Scope::all, Scope::register_build));
    CHECK(endpoint::allows(Scope::register_deploy, Scope::register_deploy));
    CHECK_FALSE(endpoint::allows(Scope::register_build, Scope::register_deploy));
    CHECK_FALSE(endpoint::allows(Scope::register_deploy, Scope::all));
    CHECK(endpoint::scope_from_word("REGISTER_BUILD") == Scope::register_build);
    CHECK_FALSE(endpoint::scope_from_word("all"));
}
