#include <sys/stat.h>

#include "agent/doctor/checks.hpp"
#include "agent/option_table.hpp"
#include "sleuth/endpoint_url.hpp"
#include "sleuth/proxy.hpp"

namespace agent::doctor {
namespace {

/// URLs may hold a password where none belongs.
std::string shown_value(const Option& option, const std::string& value) {
    if (option.secret) return "***";
    if (option.name == "endpoint") {
        const auto url = sleuth::normal_endpoint(value);
        return url ? *url : "(" + url.error().cause + ")";
    }
    if (option.name == "proxy" && value != "none") {
        const auto proxy = sleuth::read_proxy(value);
        return proxy ? proxy->shown() : "(" + proxy.error().cause + ")";
    }
    if (option.name == "download-url" && value.find('@') != std::string::npos) return "(holds a user or password)";
    return value;
}

Findings check_file(const Settings& settings) {
    const auto path = settings.get("config")->value;
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
    if ((status.st_mode & S_IWOTH) != 0)
        return {{Verdict::failure, "configuration file", path + " may be written by everybody", "chmod 600 " + path}};
    if ((status.st_mode & S_IROTH) != 0 && settings.at(Place::file, "api-key"))
        return {{Verdict::warning, "configuration file", path + " holds a key and may be read by everybody",
                 "chmod 600 " + path + " and chown it to the agent's user"}};
    return {{Verdict::ok, "configuration file", path, ""}};
}

}  // namespace

std::vector<ShownSetting> shown_settings(const Settings& settings) {
    std::vector<ShownSetting> shown;
    for (const Option& option : options())
        if (const auto setting = settings.get(option.name))
            shown.push_back({std::string(option.name), shown_value(option, setting->value),
                             std::string(place_name(setting->place))});
    return shown;
}

Findings check_configuration(const Settings& settings, const base::Result<Config>& config) {
    Findings findings = check_file(settings);
    if (!config) {
        findings.push_back({Verdict::failure, "configuration", config.error().context + ": " + config.error().cause,
                            config.error().remedy});
        return findings;
    }
    if (const auto proxy = sleuth::proxy_of_environment(settings.environment(), config->target.endpoint); !proxy)
        findings.push_back({Verdict::failure, "proxy",
                            "HTTPS_PROXY or http_proxy cannot be used: " + proxy.error().cause,
                            "set the option proxy, to none when there is a way without it"});
    findings.push_back({Verdict::ok, "configuration",
                        "reports go to " + config->target.endpoint + ", organization " + config->target.organization +
                            ", with the key of " + std::string(place_name(config->key.place)) +
                            (config->route.proxy ? ", through the proxy " + config->route.proxy->shown() : ""),
                        ""});
    return findings;
}

}  // namespace agent::doctor
