// The raw values of the options and the place each came from.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "agent/option_table.hpp"
#include "base/environment.hpp"
#include "base/result.hpp"

namespace agent {

/// Where a value comes from, in rising precedence.
enum class Place {
    fallback,     // the table's default
    file,         // the configuration file: the agent's owner
    environment,  // SLEUTH_* of the agent's process or its hooks: the agent's owner
    pipeline,     // SLEUTH_* that the pipeline's `env:` set, or an option of the plugin
    flag,         // the command line
};

/// `the configuration file`, `the environment`, … for messages.
[[nodiscard]] std::string_view place_name(Place place);

/// True for what the agent's owner configures: the file and the agent's environment.
[[nodiscard]] bool is_agents(Place place);

using Values = std::map<std::string, std::string, std::less<>>;  // option name -> text

struct Setting {
    std::string value;
    Place place = Place::fallback;
};

/// All values of all places; the strongest counts, but which place said what decides where a key may go.
class Settings {
public:
    /// Reads every place. Precedence: flag > plugin option > environment > file > default. Fails when the file that
    /// SLEUTH_CONFIG or --config names cannot be read, when the file or the plugin names an option that there is not,
    /// and when the plugin's configuration is broken. A missing default file is nothing. A SLEUTH_CONFIG that the
    /// pipeline sets does not count.
    [[nodiscard]] static base::Result<Settings> read(const base::Environment& environment, const Values& flags);
    /// What can be read of them; a part that is wrong is left out.
    [[nodiscard]] static Settings read_what_can_be(const base::Environment& environment, const Values& flags);

    /// The strongest value; nullopt when no place has one and there is no default.
    [[nodiscard]] std::optional<Setting> get(std::string_view option) const;
    /// What one place says.
    [[nodiscard]] std::optional<std::string> at(Place place, std::string_view option) const;
    /// The strongest value that the agent's owner gives.
    [[nodiscard]] std::optional<Setting> of_agent(std::string_view option) const;
    [[nodiscard]] const base::Environment& environment() const { return environment_; }
    /// The environment without what the pipeline has set in it; empty when that cannot be told.
    [[nodiscard]] base::Environment agents_environment() const;

private:
    explicit Settings(base::Environment environment) : environment_(std::move(environment)) {}

    /// True when the pipeline's `env:` set the option's variable.
    [[nodiscard]] bool set_by_pipeline(const Option& option) const;
    void take_variables();
    base::Status take_plugin_options();
    base::Status take_file();

    base::Environment environment_;
    std::optional<std::set<std::string>> pipeline_variables_;
    std::map<Place, Values> values_;
};

}  // namespace agent
