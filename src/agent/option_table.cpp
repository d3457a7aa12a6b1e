#include "agent/option_table.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace agent {
namespace {

constexpr std::array<Option, 11> table{{
    {"endpoint", "SLEUTH_ENDPOINT", Kind::text, "", "https://sleuth.example.com", "Where reports go"},
    {"organization", "SLEUTH_ORGANIZATION", Kind::text, "", "slug", "Organization slug at the endpoint"},
    {"api-key", "SLEUTH_API_KEY", Kind::text, "", "secret",
     "Access token of the endpoint; sent only to the endpoint that is configured in the same place", true},
    {"api-key-env", "SLEUTH_API_KEY_ENV", Kind::text, "", "name of a variable",
     "Name of the environment variable that holds the access token"},
    {"delivery", "SLEUTH_DELIVERY", Kind::choice, "auto", "auto|inline|background",
     "background: a detached process sends; inline: the hook waits for it, at most timeout; auto: inline at the end "
     "of a job whose machine or container goes away with it, else background"},
    {"timeout", "SLEUTH_TIMEOUT", Kind::seconds, "5", "1..300", "Longest wait of inline delivery, in seconds"},
    {"spool-dir", "SLEUTH_SPOOL_DIR", Kind::text, "", "absolute path",
     "Where reports wait until they are sent (default: $XDG_STATE_HOME or ~/.local/state, sleuth-buildkite/spool)"},
    {"ca-file", "SLEUTH_CA_FILE", Kind::text, "", "path of a PEM file",
     "Certificates to trust instead of the system's (SSL_CERT_FILE is honoured too)"},
    {"fail-on-error", "SLEUTH_FAIL_ON_ERROR", Kind::boolean, "false", "true|false",
     "Let a hook that cannot record its report fail the job"},
    {"binary", "SLEUTH_BUILDKITE_BIN", Kind::text, "", "path",
     "Where the plugin's hooks find sleuth-buildkite (default: PATH, then the usual folders)"},
    {"config", "SLEUTH_CONFIG", Kind::text, "/etc/sleuth-buildkite/config", "path",
     "Configuration file of `name = value` lines"},
}};

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
        }
    }
    return row.back();
}

}  // namespace

std::span<const Option> options() { return table; }

const Option* find_option(std::string_view name) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const Option& each) { return each.name == name; });
    return found == table.end() ? nullptr : &*found;
}

std::string_view nearest_option(std::string_view name) {
    static constexpr std::size_t near = 3;
    const auto best = std::min_element(table.begin(), table.end(), [&](const Option& a, const Option& b) {
        return edit_distance(name, a.name) < edit_distance(name, b.name);
    });
    return edit_distance(name, best->name) <= near ? best->name : std::string_view();
}

std::string options_as_markdown() {
    std::string text = "| Option | Variable | Values | Default | Meaning |\n|---|---|---|---|---|\n";
    for (const Option& each : table) {
        std::string range(each.range);
        for (std::size_t at = range.find('|'); at != std::string::npos; at = range.find('|', at + 2))
            range.replace(at, 1, "\\|");
        text += "| `" + std::string(each.name) + "` | `" + std::string(each.variable) + "` | " + range + " | " +
                (each.fallback.empty() ? "" : "`" + std::string(each.fallback) + "`") + " | " + std::string(each.help) +
                " |\n";
    }
    return text;
}

}  // namespace agent
