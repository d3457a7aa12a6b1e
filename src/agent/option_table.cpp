#include "agent/option_table.hpp"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <vector>

#include "agent/nearest_word.hpp"

namespace agent {
namespace {

constexpr std::array<Option, 24> table{{
    {"endpoint", "SLEUTH_ENDPOINT", Group::endpoint, Kind::text, "", "https://sleuth.example.com", "Where reports go"},
    {"organization", "SLEUTH_ORGANIZATION", Group::endpoint, Kind::text, "", "slug",
     "Organization slug at the endpoint"},
    {"api-key", "SLEUTH_API_KEY", Group::endpoint, Kind::text, "", "secret",
     "Access token of the endpoint; sent only to the endpoint that is configured in the same place", true},
    {"api-key-env", "SLEUTH_API_KEY_ENV", Group::endpoint, Kind::text, "", "name of a variable",
     "Name of the environment variable that holds the access token"},
    {"ca-file", "SLEUTH_CA_FILE", Group::endpoint, Kind::text, "", "path of a PEM file",
     "Certificates to trust instead of the system's (SSL_CERT_FILE is honoured too)"},
    {"proxy", "SLEUTH_PROXY", Group::endpoint, Kind::text, "", "http://host:port, or none",
     "Proxy to the endpoint (HTTPS_PROXY, http_proxy and NO_PROXY are honoured too)"},

    {"deployment", "SLEUTH_DEPLOYMENT", Group::report, Kind::text, "", "slug",
     "Code deployment that the job belongs to; carried in the report"},
    {"environment", "SLEUTH_ENVIRONMENT", Group::report, Kind::text, "", "slug",
     "Environment that the job deploys to; carried in the report"},
    {"branches", "SLEUTH_BRANCHES", Group::report, Kind::list, "", "globs, such as main, release/*",
     "Report jobs of these branches only"},
    {"exclude-branches", "SLEUTH_EXCLUDE_BRANCHES", Group::report, Kind::list, "", "globs, such as dependabot/*",
     "Do not report jobs of these branches"},
    {"tags", "SLEUTH_TAGS", Group::report, Kind::list, "", "words of a-z, 0-9, - and _, such as #backend",
     "Sleuth's tags of the change; carried in the report"},
    {"links", "SLEUTH_LINKS", Group::report, Kind::map, "", "name=https://…, separated by commas",
     "Links to show with the build; carried in the report"},

    {"delivery", "SLEUTH_DELIVERY", Group::delivery, Kind::choice, "auto", "auto|inline|background",
     "background: a detached process sends; inline: the hook waits for it, at most timeout; auto: inline at the end "
     "of a job whose machine or container goes away with it, else background"},
    {"timeout", "SLEUTH_TIMEOUT", Group::delivery, Kind::seconds, "5", "1 to 300",
     "Longest wait of inline delivery, in seconds"},
    {"spool-dir", "SLEUTH_SPOOL_DIR", Group::delivery, Kind::text, "", "absolute path",
     "Where reports wait until they are sent (default: $XDG_STATE_HOME or ~/.local/state, sleuth-buildkite/spool)"},
    {"spool-max-bytes", "SLEUTH_SPOOL_MAX_BYTES", Group::delivery, Kind::bytes, "64M", "64K to 100G",
     "Most that may wait for one endpoint and key; past it the oldest reports of running jobs are dropped first"},
    {"spool-max-age", "SLEUTH_SPOOL_MAX_AGE", Group::delivery, Kind::days, "14d", "1h to 365d",
     "Reports that have waited longer are dropped"},
    {"fail-on-error", "SLEUTH_FAIL_ON_ERROR", Group::delivery, Kind::boolean, "false", "true|false",
     "Let a hook that cannot record its report fail the job"},

    {"log-level", "SLEUTH_LOG_LEVEL", Group::run, Kind::choice, "warning", "debug|info|warning|error",
     "What is said on standard error"},
    {"dry-run", "SLEUTH_DRY_RUN", Group::run, Kind::boolean, "false", "true|false",
     "Print the request that would be sent, without the key; write and send nothing"},
    {"config", "SLEUTH_CONFIG", Group::run, Kind::text, "/etc/sleuth-buildkite/config", "path",
     "Configuration file of `name = value` lines"},

    {"binary", "SLEUTH_BUILDKITE_BIN", Group::plugin, Kind::text, "", "path",
     "Where the plugin's hooks find sleuth-buildkite (default: PATH, the agent's hooks, the usual folders, a cache)"},
    {"download", "SLEUTH_DOWNLOAD", Group::plugin, Kind::boolean, "true", "true|false",
     "Whether the plugin may download a binary that it does not find, once per version and user"},
    {"download-url", "SLEUTH_DOWNLOAD_URL", Group::plugin, Kind::text, "", "https://…",
     "Where the binaries of a release lie (default: the releases of the plugin's own GitHub repository)"},
}};

}  // namespace

std::span<const Option> options() { return table; }

const Option* find_option(std::string_view name) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const Option& each) { return each.name == name; });
    return found == table.end() ? nullptr : &*found;
}

std::string_view nearest_option(std::string_view name) {
    std::vector<std::string_view> names;
    names.reserve(table.size());
    for (const Option& option : table) names.push_back(option.name);
    return nearest_word(name, names);
}

std::string_view title_of(Group group) {
    switch (group) {
        case Group::endpoint: return "The endpoint";
        case Group::report: return "What is reported";
        case Group::delivery: return "Delivery";
        case Group::run: return "Running it";
        case Group::plugin: return "The plugin's hooks alone";
    }
    return "";
}

std::string options_as_markdown() {
    std::string text;
    for (const Group group : all_groups) {
        text += (text.empty() ? "## " : "\n## ") + std::string(title_of(group)) +
                "\n\n| Option | Variable | Values | Default | Meaning |\n|---|---|---|---|---|\n";
        for (const Option& each : table) {
            if (each.group != group) continue;
            text += "| `" + std::string(each.name) + "` | `" + std::string(each.variable) + "` | " +
                    Poco::replace(std::string(each.range), "|", "\\|") + " | " +
                    (each.fallback.empty() ? "" : "`" + std::string(each.fallback) + "`") + " | " +
                    std::string(each.help) + " |\n";
        }
    }
    return text;
}

}  // namespace agent
