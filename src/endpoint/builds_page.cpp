#include "endpoint/builds_page.hpp"

#include <Poco/Net/Net.h>

namespace endpoint {
namespace {

using Poco::Net::htmlize;

constexpr std::size_t short_sha_digits = 7;

constexpr std::string_view style =
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color-scheme:light dark}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.5rem;border-bottom:1px solid #8886}"
    "code{font-size:.9em}.note{opacity:.75;font-size:.9em}";

std::string short_sha(const std::string& sha) { return sha.substr(0, short_sha_digits); }

std::string icon(const std::string& state) {
    if (state == "passed") return "✓";
    if (state == "failed" || state == "timed_out" || state == "failing") return "✗";
    if (state == "canceled") return "⊘";
    return "●";
}

std::string shown_state(const std::optional<BuildAt>& at) {
    return at ? icon(at->state) + " " + htmlize(friendly_state(at->state)) : "– not known yet";
}

std::string link(const std::string& url, const std::string& text) {
    if (!url.starts_with("https://") && !url.starts_with("http://")) return htmlize(text);
    return "<a href=\"" + htmlize(url) + "\" rel=\"noreferrer\">" + htmlize(text) + "</a>";
}

std::string row(const TabBuild& build) {
    std::string html =
        "<tr><td>" + link(build.build.url, build.name()) + " <code>(" + htmlize(short_sha(build.sha)) + ")</code>";
    if (!build.sha_note.empty())
        html += "<br><span class=\"note\">commit taken from BUILDKITE_COMMIT: " + htmlize(build.sha_note) + "</span>";
    return html + "</td><td>" + shown_state(build.at_deploy) + "</td><td>" + shown_state(build.now) + "</td></tr>\n";
}

}  // namespace

std::string builds_page(const BuildsTab& tab) {
    const Deploy& deploy = tab.deploy;
    std::string html =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\"><title>Builds of " +
        htmlize(short_sha(deploy.sha)) + "</title><style>" + std::string(style) + "</style></head><body>\n<h1>" +
        htmlize(tab.code_deployment.slug) + " <code>" + htmlize(short_sha(deploy.sha)) +
        "</code></h1>\n<p>Deployed to <b>" + htmlize(deploy.environment) + "</b> at <time datetime=\"" +
        base::to_rfc3339(deploy.deployed_at) + "\">" + base::to_rfc3339(deploy.deployed_at) + "</time>, commit <code>" +
        htmlize(deploy.sha) + "</code></p>\n<h2>Builds " + std::to_string(tab.builds.size()) + "</h2>\n";
    if (tab.builds.empty())
        return html +
               "<p>No build of this commit has been reported. Jobs report when their pipeline uses the plugin "
               "or their agent has the hooks.</p>\n</body></html>\n";
    html += "<table><thead><tr><th>Build</th><th>At the deploy</th><th>Now</th></tr></thead><tbody>\n";
    for (const TabBuild& build : tab.builds) html += row(build);
    return html +
           "</tbody></table>\n<p class=\"note\">States are inferred from the reports of the builds' jobs.</p>\n"
           "</body></html>\n";
}

}  // namespace endpoint
