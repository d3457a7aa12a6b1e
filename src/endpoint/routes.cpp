#include "endpoint/routes.hpp"

#include <Poco/StringTokenizer.h>

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "endpoint/authorization.hpp"
#include "endpoint/builds_page.hpp"
#include "endpoint/builds_tab.hpp"
#include "endpoint/register_build.hpp"
#include "endpoint/register_deploy.hpp"
#include "sleuth/build_report.hpp"

namespace endpoint {
namespace {

/// What a handler works with, and what the `*` of its path matched.
struct Call {
    Store& store;
    const base::Clock& clock;
    const Request& request;
    std::vector<std::string> matched;
};

struct Route {
    std::string_view method;
    std::string_view pattern;  // `*` matches one segment
    Response (*answer)(const Call&);
};

std::vector<std::string> segments_of(std::string_view path) {
    const Poco::StringTokenizer tokens(std::string(path), "/", Poco::StringTokenizer::TOK_IGNORE_EMPTY);
    return {tokens.begin(), tokens.end()};
}

std::optional<std::vector<std::string>> match(std::string_view pattern, const std::vector<std::string>& path) {
    const auto wanted = segments_of(pattern);
    if (wanted.size() != path.size()) return std::nullopt;
    std::vector<std::string> matched;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == "*")
            matched.push_back(path[i]);
        else if (wanted[i] != path[i])
            return std::nullopt;
    }
    return matched;
}

Response health(const Call& call) {
    const auto checked = call.store.check();
    if (!checked) return internal_error(checked.error());
    return {.body = "ok"};
}

Response schema(const Call&) {
    return {200, "application/schema+json", std::string(sleuth::register_build_schema()), {}};
}

Response build(const Call& call) { return register_build(call.store, call.clock, call.matched[0], call.request); }

Response deploy(const Call& call) {
    return register_deploy(call.store, call.clock, call.matched[0], call.matched[1], call.request);
}

/// The tab that a path of organization, code deployment and SHA asks for, or the reply why not.
std::variant<BuildsTab, Response> tab_of(const Call& call) {
    static constexpr std::size_t least_digits = 7;
    if (auto refusal = refuse(call.store, call.request.credential, call.matched[0], Scope::all)) return *refusal;
    const std::string& sha = call.matched[2];
    if (sha.size() < least_digits || sha.find_first_not_of("0123456789abcdef") != std::string::npos)
        return Response{400, "text/plain; charset=utf-8", "the SHA must be at least 7 lower-case hex digits", {}};
    const auto environment = call.request.query.find("environment");
    auto tab = find_builds_tab(call.store, call.matched[0], call.matched[1], sha,
                               environment == call.request.query.end() ? "" : environment->second, call.clock.now());
    if (!tab) return internal_error(tab.error());
    if (!*tab) return Response{404, "text/plain; charset=utf-8", "no such deploy", {}};
    return std::move(**tab);
}

Response builds_as_json(const Call& call) {
    const auto tab = tab_of(call);
    if (const auto* reply = std::get_if<Response>(&tab)) return *reply;
    return {200, "application/json", base::json::write(*to_json(std::get<BuildsTab>(tab))), {}};
}

Response builds_as_page(const Call& call) {
    const auto tab = tab_of(call);
    if (const auto* reply = std::get_if<Response>(&tab)) return *reply;
    return {200,
            "text/html; charset=utf-8",
            builds_page(std::get<BuildsTab>(tab)),
            {{"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"},
             {"Cache-Control", "no-store"},
             {"Referrer-Policy", "no-referrer"}}};
}

constexpr std::array<Route, 6> routes{{
    {"GET", "/healthz", health},
    {"GET", "/api/1/schema/register_build", schema},
    {"POST", "/api/1/builds/*/register_build", build},
    {"POST", "/api/1/deployments/*/*/register_deploy", deploy},
    {"GET", "/api/1/deployments/*/*/deploys/*/builds", builds_as_json},
    {"GET", "/*/deployments/*/deploys/*", builds_as_page},
}};

}  // namespace

Handler make_routes(Store& store, const base::Clock& clock) {
    return [&store, &clock](const Request& request) {
        const auto path = segments_of(request.path);
        std::string allowed;
        for (const Route& route : routes) {
            auto matched = match(route.pattern, path);
            if (!matched) continue;
            if (route.method == request.method) return route.answer({store, clock, request, std::move(*matched)});
            allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
        }
        if (allowed.empty()) return Response{404, "text/plain; charset=utf-8", "Not found", {}};
        return Response{405, "text/plain; charset=utf-8", "Method not allowed", {{"Allow", allowed}}};
    };
}

}  // namespace endpoint
