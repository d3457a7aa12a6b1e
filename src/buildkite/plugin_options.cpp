#include "buildkite/plugin_options.hpp"

#include <Poco/String.h>

#include "base/json.hpp"

namespace buildkite {
namespace {

constexpr std::size_t most_configuration_bytes = 64 * 1024;
constexpr std::string_view flattened_prefix = "BUILDKITE_PLUGIN_SLEUTH_";
const std::string context = "read the plugin's options";

base::Result<std::string> scalar(const std::string& name, const Poco::Dynamic::Var& value) {
    if (value.isEmpty()) return std::string();
    if (value.isBoolean()) return std::string(value.convert<bool>() ? "true" : "false");
    if (value.isString() || value.isNumeric()) return value.convert<std::string>();
    return base::Error{context, "option " + name + " has a value that is neither text, number, boolean nor a list"};
}

base::Result<std::string> option_text(const std::string& name, const Poco::Dynamic::Var& value) {
    if (value.type() != typeid(base::json::Array::Ptr)) return scalar(name, value);
    std::string joined;
    const auto& list = value.extract<base::json::Array::Ptr>();
    for (const auto& element : *list) {
        auto text = scalar(name, element);
        if (!text) return text.error();
        joined += (joined.empty() ? "" : ",") + *text;
    }
    return joined;
}

base::Result<PluginOptions> from_json(const std::string& configuration) {
    PluginOptions options;
    if (configuration == "null") return options;  // the plugin is named without options
    if (configuration.size() > most_configuration_bytes) return base::Error{context, "larger than 64 KiB"};
    auto object = base::json::parse_object(configuration);
    if (!object) return base::Error{context, object.error().message()};
    for (const auto& [name, value] : **object) {
        auto text = option_text(name, value);
        if (!text) return text.error();
        if (!text->empty()) options[name] = *text;
    }
    return options;
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
    return from_flattened(environment);
}

}  // namespace buildkite
