#include "agent/settings.hpp"

#include <array>
#include <filesystem>

#include "agent/option_table.hpp"
#include "base/config_lines.hpp"
#include "base/file.hpp"
#include "buildkite/job_variables.hpp"
#include "buildkite/plugin_options.hpp"

namespace agent {
namespace {

constexpr std::size_t most_file_bytes = 64 * 1024;
constexpr std::array strongest_first{Place::flag, Place::pipeline, Place::environment, Place::file};

base::Error unknown_option(const std::string& where, const std::string& name) {
    const auto near = nearest_option(name);
    return base::Error{where, "there is no option " + name,
                       near.empty() ? "see sleuth-buildkite --help" : "did you mean " + std::string(near) + "?"};
}

base::Result<Values> parse_file(const std::string& path, const std::string& text) {
    const std::string where = "read the configuration file " + path;
    const auto lines = base::read_config_lines(text);
    if (!lines) return base::Error{where, lines.error().message()};
    Values values;
    for (const auto& [name, value] : *lines) {
        if (find_option(name) == nullptr) return unknown_option(where, name);
        values[name] = value;
    }
    return values;
}

}  // namespace

std::string_view place_name(Place place) {
    switch (place) {
        case Place::fallback: return "the default";
        case Place::file: return "the configuration file";
        case Place::environment: return "the agent's environment";
        case Place::pipeline: return "the pipeline";
        case Place::flag: return "the command line";
    }
    return "";
}

bool is_agents(Place place) { return place == Place::file || place == Place::environment; }

void Settings::take_variables() {
    pipeline_variables_ = buildkite::variables_set_by_pipeline(environment_);
    for (const Option& option : options()) {
        const std::string variable(option.variable);
        const auto value = environment_.get(variable);
        if (!value) continue;
        values_[set_by_pipeline(option) ? Place::pipeline : Place::environment][std::string(option.name)] = *value;
    }
}

base::Status Settings::take_plugin_options() {
    // With both installs the agent's hook reports first: what the pipeline says of the report holds for it, too.
    for (auto& [name, value] : buildkite::plugin_options_of_job(environment_))
        if (const Option* option = find_option(name); option != nullptr && option->group == Group::report)
            values_[Place::pipeline][name] = value;
    auto given = buildkite::read_plugin_options(environment_);
    if (!given) return given.error();
    for (auto& [name, value] : *given) {
        const Option* option = find_option(name);
        if (option == nullptr || option->name == "config") return unknown_option("read the plugin's options", name);
        if (option->secret)
            return base::Error{"read the plugin's options", name + " must not be written in a pipeline",
                               "name the variable that holds it with api-key-env"};
        values_[Place::pipeline][name] = std::move(value);
    }
    return base::done();
}

base::Status Settings::take_file() {
    // A file that the pipeline names is not read: it could name the agent's own, and get its key for another endpoint.
    auto path = get("config");
    if (path->place == Place::pipeline) path = Setting{std::string(find_option("config")->fallback), Place::fallback};
    if (path->value == "/dev/null") return base::done();  // the usual way to say "no file"
    std::error_code error;
    if (path->place == Place::fallback && !std::filesystem::exists(path->value, error)) return base::done();
    const auto text = base::read_file(path->value, most_file_bytes);
    if (!text)
        return base::Error{"read the configuration file", text.error().message(),
                           "set SLEUTH_CONFIG to a readable file"};
    auto values = parse_file(path->value, *text);
    if (!values) return values.error();
    values_[Place::file] = std::move(*values);
    return base::done();
}

Settings Settings::read_what_can_be(const base::Environment& environment, const Values& flags) {
    Settings settings(environment);
    settings.values_[Place::flag] = flags;
    settings.take_variables();
    (void)settings.take_plugin_options();
    (void)settings.take_file();
    return settings;
}

base::Result<Settings> Settings::read(const base::Environment& environment, const Values& flags) {
    Settings settings(environment);
    settings.values_[Place::flag] = flags;
    settings.take_variables();
    if (auto taken = settings.take_plugin_options(); !taken) return taken.error();
    if (auto taken = settings.take_file(); !taken) return taken.error();
    return settings;
}

std::optional<Setting> Settings::get(std::string_view option) const {
    for (const Place place : strongest_first)
        if (const auto value = at(place, option)) return Setting{*value, place};
    const Option* known = find_option(option);
    if (known == nullptr || known->fallback.empty()) return std::nullopt;
    return Setting{std::string(known->fallback), Place::fallback};
}

std::optional<std::string> Settings::at(Place place, std::string_view option) const {
    const auto values = values_.find(place);
    if (values == values_.end()) return std::nullopt;
    const auto value = values->second.find(option);
    if (value == values->second.end() || value->second.empty()) return std::nullopt;
    return value->second;
}

std::optional<Setting> Settings::of_agent(std::string_view option) const {
    for (const Place place : {Place::environment, Place::file})
        if (const auto value = at(place, option)) return Setting{*value, place};
    return std::nullopt;
}

base::Environment Settings::agents_environment() const {
    if (!pipeline_variables_) return {};
    auto variables = environment_.all();
    for (const std::string& name : *pipeline_variables_) variables.erase(name);
    return base::Environment(std::move(variables));
}

bool Settings::set_by_pipeline(const Option& option) const {
    // When it cannot be told: the pipeline's, but a key the agent's, so that no key goes astray.
    if (!pipeline_variables_) return !option.name.starts_with("api-key");
    return pipeline_variables_->contains(std::string(option.variable));
}

}  // namespace agent
