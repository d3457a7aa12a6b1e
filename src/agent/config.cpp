#include "agent/config.hpp"

#include <Poco/DigestEngine.h>
#include <Poco/NumberParser.h>
#include <Poco/SHA2Engine.h>
#include <unistd.h>

#include "agent/option_table.hpp"
#include "agent/option_value.hpp"
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

base::Status read_delivery(const Settings& settings, Config& config) {
    static constexpr unsigned int least_timeout = 1;
    static constexpr unsigned int most_timeout = 300;
    const auto delivery = *settings.get("delivery");
    if (delivery.value == "auto")
        config.delivery = Delivery::automatic;
    else if (delivery.value == "inline")
        config.delivery = Delivery::inline_;
    else if (delivery.value == "background")
        config.delivery = Delivery::background;
    else
        return wrong("delivery", delivery);
    const auto timeout = *settings.get("timeout");
    unsigned int seconds = 0;
    if (!Poco::NumberParser::tryParseUnsigned(timeout.value, seconds) || seconds < least_timeout ||
        seconds > most_timeout)
        return wrong("timeout", timeout);
    config.timeout = std::chrono::seconds(seconds);
    const auto dry_run = *settings.get("dry-run");
    if (!read_boolean(dry_run.value)) return wrong("dry-run", dry_run);
    config.dry_run = *read_boolean(dry_run.value);
    const auto fail = *settings.get("fail-on-error");
    if (!read_boolean(fail.value)) return wrong("fail-on-error", fail);
    return base::done();
}

base::Status read_limits(const Settings& settings, Config& config) {
    static constexpr std::uint64_t least_bytes = 64 << 10;
    static constexpr std::uint64_t most_bytes = 100ULL << 30;
    static constexpr std::chrono::hours least_age{1};
    static constexpr std::chrono::hours most_age{24 * 365};
    const auto size = *settings.get("spool-max-bytes");
    const auto bytes = read_bytes(size.value);
    if (!bytes || *bytes < least_bytes || *bytes > most_bytes) return wrong("spool-max-bytes", size);
    const auto time = *settings.get("spool-max-age");
    const auto age = read_age(time.value);
    if (!age || *age < least_age || *age > most_age) return wrong("spool-max-age", time);
    config.limits = {*bytes, *age};
    return base::done();
}

/// Slugs are lower-case letters, digits and dashes; a little more is let through than Sleuth makes.
bool is_slug(const std::string& text) {
    return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
           std::string::npos;
}

base::Status read_slug(const Settings& settings, std::string_view name, std::string& into) {
    const auto setting = settings.get(name);
    if (!setting) return base::done();
    if (!is_slug(setting->value)) return wrong(name, *setting);
    into = setting->value;
    return base::done();
}

base::Status read_what_is_reported(const Settings& settings, Config& config) {
    if (auto read = read_slug(settings, "deployment", config.change.deployment); !read) return read;
    if (auto read = read_slug(settings, "environment", config.change.environment); !read) return read;
    if (const auto branches = settings.get("branches")) config.branches = read_list(branches->value);
    if (const auto excluded = settings.get("exclude-branches")) config.exclude_branches = read_list(excluded->value);
    if (const auto setting = settings.get("tags")) {
        const auto tags = read_tags(setting->value);
        if (!tags) return wrong("tags", *setting);
        config.change.tags = *tags;
    }
    if (const auto setting = settings.get("links")) {
        const auto links = read_links(setting->value);
        if (!links) return wrong("links", *setting);
        config.change.links = *links;
    }
    return base::done();
}

/// The value that may decide where an agent's key goes. In an admin's shell there is no pipeline whose flags these
/// could be.
std::optional<Setting> for_key(const Settings& settings, std::string_view name, bool only_agents) {
    auto strongest = settings.get(name);
    if (!only_agents || !strongest || is_agents(strongest->place)) return strongest;
    base::warn(std::string(name) + " of " + std::string(place_name(strongest->place)) +
               " is not used: the key is the agent's (give the pipeline a key of its own with api-key-env)");
    return settings.of_agent(name);
}

base::Result<Route> read_route(const Settings& settings, const std::string& endpoint, Place key_place) {
    const bool only_agents = is_agents(key_place) && settings.environment().get("BUILDKITE_JOB_ID");
    const base::Environment environment = only_agents ? settings.agents_environment() : settings.environment();
    Route route;
    if (const auto file = for_key(settings, "ca-file", only_agents))
        route.ca_file = std::filesystem::absolute(file->value).string();
    for (const char* variable : {"SSL_CERT_FILE", "SSL_CERT_DIR"})
        if (settings.environment().get(variable) != environment.get(variable)) route.trust_environment = false;
    const auto proxy = for_key(settings, "proxy", only_agents);
    if (proxy && proxy->value == "none") return route;
    auto chosen = sleuth::proxy_of_environment(environment, endpoint);
    if (proxy) {
        auto named = sleuth::read_proxy(proxy->value);
        if (!named) return named.error();
        chosen = std::optional<sleuth::Proxy>(std::move(*named));
    }
    // What other programs understand and we do not is the sender's trouble: the report is kept. doctor says so.
    if (chosen)
        route.proxy = std::move(*chosen);
    else
        base::inform("HTTPS_PROXY or http_proxy: " + chosen.error().message());
    return route;
}

}  // namespace

delivery::Destination Config::destination() const {
    return {{.endpoint = target.endpoint,
             .key = key.key,
             .ca_file = route.ca_file,
             .trust_environment = route.trust_environment,
             .proxy = route.proxy,
             .user_agent = "sleuth-buildkite/" + base::version()},
            limits};
}

bool Config::reports_branch(const std::string& branch) const {
    if (matches_any(exclude_branches, branch)) return false;
    return branches.empty() || matches_any(branches, branch);
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
    auto route = read_route(settings, *normal, config.key.place);
    if (!route) return route.error();
    config.route = std::move(*route);
    for (const auto read : {read_what_is_reported, read_delivery, read_limits})
        if (auto done = read(settings, config); !done) return done.error();
    auto spool = spool_folder(settings);
    if (!spool) return spool.error();
    config.spool = std::move(*spool);
    return config;
}

bool fail_on_error(const Settings& settings) {
    const auto setting = *settings.get("fail-on-error");
    const auto value = read_boolean(setting.value);
    if (!value) base::warn(wrong("fail-on-error", setting).message());
    return value.value_or(false);
}

bool is_dry_run(const Settings& settings) { return read_boolean(settings.get("dry-run")->value).value_or(true); }

base::Result<Settings> read_settings(const CommandLine& line, const base::Environment& environment) {
    auto settings = Settings::read(environment, line.flags);
    if (settings) apply_log_level(*settings);
    return settings;
}

void apply_log_level(const Settings& settings) {
    const auto setting = *settings.get("log-level");
    if (const auto level = base::log_level(setting.value))
        base::set_log_level(*level);
    else
        base::inform(wrong("log-level", setting).message());
}

}  // namespace agent
