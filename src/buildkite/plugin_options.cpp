#include "buildkite/plugin_options.hpp"

#include <Poco/String.h>

#include <cctype>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace buildkite {
namespace {

constexpr std::size_t most_configuration_bytes = 64 * 1024;
constexpr std::string_view flattened_prefix = "BUILDKITE_PLUGIN_SLEUTH_";
const std::string context = "read the plugin's options";

using base::json::Array;
using base::json::Object;

base::Result<std::string> scalar(const std::string& name, const Poco::Dynamic::Var& value) {
    if (value.isEmpty()) return std::string();
    if (value.isBoolean()) return std::string(value.convert<bool>() ? "true" : "false");
    if (value.isString() || value.isNumeric()) return value.convert<std::string>();
    return base::Error{context, "option " + name + " nests too deeply"};
}

base::Result<std::string> option_text(const std::string& name, const Poco::Dynamic::Var& value) {
    std::string joined;
    const auto append = [&](const std::string& text) { joined += (joined.empty() ? "" : ",") + text; };
    if (value.type() == typeid(Array::Ptr)) {
        const auto& list = value.extract<Array::Ptr>();
        for (const auto& element : *list) {
            const auto text = scalar(name, element);
            if (!text) return text.error();
            if (!text->empty()) append(*text);
        }
        return joined;
    }
    if (value.type() == typeid(Object::Ptr)) {
        const auto& fields = value.extract<Object::Ptr>();
        for (const auto& [field, element] : *fields) {
            const auto text = scalar(name, element);
            if (!text) return text.error();
            if (!text->empty()) append(field + "=" + Poco::replace(*text, ",", "%2C"));
        }
        return joined;
    }
    return scalar(name, value);
}

base::Result<PluginOptions> from_object(const Object& configuration) {
    PluginOptions options;
    for (const auto& [name, value] : configuration) {
        auto text = option_text(name, value);
        if (!text) return text.error();
        if (!text->empty()) options[name] = *text;
    }
    return options;
}

base::Result<PluginOptions> from_json(const std::string& configuration) {
    if (configuration == "null") return PluginOptions();  // the plugin is named without options
    if (configuration.size() > most_configuration_bytes) return base::Error{context, "larger than 64 KiB"};
    auto object = base::json::parse_object(configuration);
    if (!object) return base::Error{context, object.error().message()};
    return from_object(**object);
}

/// What the agent calls the folder of a plugin's checkout (agent, plugin.go: Identifier): runs of anything but letters
/// and digits become one dash. The scheme is not part of it.
std::string checkout_name(std::string_view location) {
    if (const auto scheme = location.find("://"); scheme != std::string_view::npos) location.remove_prefix(scheme + 3);
    std::string name;
    for (const char each : location) {
        const bool kept = std::isalnum(static_cast<unsigned char>(each)) != 0;
        if (kept)
            name += each;
        else if (!name.empty() && name.back() != '-')
            name += '-';
    }
    while (name.ends_with('-')) name.pop_back();
    return name;
}

struct Plugin {
    std::string location;  // `https://host/path#version`
    Object::Ptr configuration;
};

std::vector<Plugin> plugins_in(const Array& list) {
    std::vector<Plugin> plugins;
    for (unsigned int i = 0; i < list.size(); ++i) {
        const auto entry = list.isObject(i) ? list.getObject(i) : Object::Ptr();
        if (!entry) continue;  // a plugin without options
        for (const auto& [location, configuration] : *entry)
            if (configuration.type() == typeid(Object::Ptr))
                plugins.push_back({location, configuration.extract<Object::Ptr>()});
    }
    return plugins;
}

base::Result<PluginOptions> from_all_plugins(const std::string& json, const std::string& folder) {
    static constexpr std::size_t most_plugins_bytes = 1 << 20;
    if (json.size() > most_plugins_bytes) return base::Error{context, "BUILDKITE_PLUGINS is larger than 1 MiB"};
    const auto list = base::json::parse_array(json);
    if (!list) return base::Error{context, "BUILDKITE_PLUGINS: " + list.error().message()};
    const auto plugins = plugins_in(**list);
    const std::string name = folder.substr(folder.rfind('/') + 1);
    std::vector<Plugin> similar;
    for (const Plugin& plugin : plugins) {
        if (checkout_name(plugin.location) == name) return from_object(*plugin.configuration);
        const auto last = plugin.location.substr(plugin.location.rfind('/') + 1);
        if (Poco::toLower(last).find("sleuth") != std::string::npos) similar.push_back(plugin);
    }
    if (similar.size() == 1) return from_object(*similar[0].configuration);
    if (similar.empty()) return PluginOptions();
    return base::Error{context, "a null in them made the agent drop them, and several plugins are called like this one",
                       "remove the null"};
}

PluginOptions from_flattened(const base::Environment& environment) {
    PluginOptions options;
    for (const auto& [name, value] : environment.all()) {
        if (!name.starts_with(flattened_prefix) || value.empty()) continue;
        options[Poco::replace(Poco::toLower(name.substr(flattened_prefix.size())), "_", "-")] = value;
    }
    return options;
}

}  // namespace

base::Result<PluginOptions> read_plugin_options(const base::Environment& environment) {
    if (const auto configuration = environment.get("BUILDKITE_PLUGIN_CONFIGURATION")) return from_json(*configuration);
    auto flattened = from_flattened(environment);
    const auto folder = environment.get("SLEUTH_PLUGIN_DIR");
    const auto all = environment.get("BUILDKITE_PLUGINS");
    if (flattened.empty() && folder && all) return from_all_plugins(*all, *folder);
    return flattened;
}

PluginOptions plugin_options_of_job(const base::Environment& environment) {
    const auto all = environment.get("BUILDKITE_PLUGINS");
    if (!all || environment.get("BUILDKITE_PLUGIN_CONFIGURATION") || environment.get("SLEUTH_PLUGIN_DIR")) return {};
    auto options = from_all_plugins(*all, "");
    return options ? std::move(*options) : PluginOptions();
}

}  // namespace buildkite
