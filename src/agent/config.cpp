#include "agent/config.hpp"

#include <Poco/DigestEngine.h>
#include <Poco/NumberParser.h>
#include <Poco/SHA2Engine.h>
#include <Poco/String.h>
#include <unistd.h>

#include "agent/option_table.hpp"
#include "base/log.hpp"
#include "base/version.hpp"
#include "sleuth/endpoint_url.hpp"

namespace agent {
namespace {

base::Error missing(std::string_view name) {
    const Option& option = *find_option(name);
    return base::Error{"read the configuration", std::string(name) + " is not set",
                       "set " + std::string(option.variable) + ", or " + std::string(name) +
                           " in the plugin's options or the configuration file"};
}

base::Error wrong(std::string_view name, const Setting& setting) {
    const Option& option = *find_option(name);
    return base::Error{"read the configuration",
                       std::string(name) + " is `" + setting.value + "` in " + std::string(place_name(setting.place)),
                       "allowed: " + std::string(option.range)};
}

base::Result<Delivery> read_delivery(const Settings& settings) {
    const auto setting = *settings.get("delivery");
    if (setting.value == "auto") return Delivery::automatic;
    if (setting.value == "inline") return Delivery::inline_;
    if (setting.value == "background") return Delivery::background;
    return wrong("delivery", setting);
}

base::Result<std::chrono::seconds> read_timeout(const Settings& settings) {
    static constexpr unsigned int least = 1;
    static constexpr unsigned int most = 300;
    const auto setting = *settings.get("timeout");
    unsigned int seconds = 0;
    if (!Poco::NumberParser::tryParseUnsigned(setting.value, seconds) || seconds < least || seconds > most)
        return wrong("timeout", setting);
    return std::chrono::seconds(seconds);
}

/// Slugs are lower-case letters, digits and dashes; a little more is let through than Sleuth makes.
bool is_slug(const std::string& text) {
    return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
           std::string::npos;
}

}  // namespace

sleuth::ClientOptions Config::client() const {
    return {.endpoint = target.endpoint,
            .key = key.key,
            .ca_file = ca_file,
            .user_agent = "sleuth-buildkite/" + base::version()};
}

std::string Config::queue_name() const {
    static constexpr std::size_t name_digits = 24;
    Poco::SHA2Engine digest(Poco::SHA2Engine::SHA_256);
    digest.update(target.endpoint + "\n" + target.organization + "\n");
    digest.update(key.place == Place::file ? "configuration file" : key.key.reveal());
    return Poco::DigestEngine::digestToHex(digest.digest()).substr(0, name_digits);
}

base::Result<std::filesystem::path> spool_folder(const Settings& settings) {
    if (const auto setting = settings.get("spool-dir")) {
        const std::filesystem::path folder(setting->value);
        // The sender works in another folder than the hook.
        if (!folder.is_absolute()) return wrong("spool-dir", *setting);
        return folder.lexically_normal();
    }
    const auto& environment = settings.environment();
    if (const auto state = environment.get("XDG_STATE_HOME"); state && state->starts_with('/'))
        return std::filesystem::path(*state) / "sleuth-buildkite/spool";
    if (const auto home = environment.get("HOME"); home && home->starts_with('/'))
        return std::filesystem::path(*home) / ".local/state/sleuth-buildkite/spool";
    return std::filesystem::path("/var/tmp") / ("sleuth-buildkite-" + std::to_string(::geteuid())) / "spool";
}

base::Result<Config> make_config(const Settings& settings) {
    Config config;
    const auto endpoint = settings.get("endpoint");
    if (!endpoint) return missing("endpoint");
    const auto normal = sleuth::normal_endpoint(endpoint->value);
    if (!normal) return normal.error();
    const auto organization = settings.get("organization");
    if (!organization) return missing("organization");
    if (!is_slug(organization->value)) return wrong("organization", *organization);
    config.target = {*normal, organization->value};
    auto key = choose_key(settings, *normal, endpoint->place);
    if (!key) return key.error();
    config.key = std::move(*key);
    if (const auto ca_file = settings.get("ca-file"))
        config.ca_file = std::filesystem::absolute(ca_file->value).string();
    const auto delivery = read_delivery(settings);
    if (!delivery) return delivery.error();
    config.delivery = *delivery;
    const auto timeout = read_timeout(settings);
    if (!timeout) return timeout.error();
    config.timeout = *timeout;
    auto spool = spool_folder(settings);
    if (!spool) return spool.error();
    config.spool = std::move(*spool);
    return config;
}

bool fail_on_error(const Settings& settings) {
    const std::string value = Poco::toLower(settings.get("fail-on-error")->value);
    if (value != "true" && value != "1" && value != "false" && value != "0")
        base::warn(wrong("fail-on-error", *settings.get("fail-on-error")).message());
    return value == "true" || value == "1";
}

}  // namespace agent
