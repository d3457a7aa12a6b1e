// The options that pipeline.yml gives to the plugin.
#pragma once

#include <map>
#include <string>

#include "base/environment.hpp"
#include "base/result.hpp"

namespace buildkite {

/// Option name as written in pipeline.yml (`api-key-env`) -> its value as text: the elements of a list joined by
/// commas, the fields of an object as `name=text` joined by commas (a comma in a text becomes %2C: they are URLs). A
/// null is an option that is not given. Empty outside a plugin hook.
using PluginOptions = std::map<std::string, std::string>;

/// Read from BUILDKITE_PLUGIN_CONFIGURATION (JSON, and independent of what the plugin's repository is called) where it
/// is set, otherwise from BUILDKITE_PLUGIN_SLEUTH_*, where `A_B` can only be read back as `a-b`.
/// A null anywhere in the configuration makes the agent drop all of these (agent, plugin.go: flattenConfigToEnvMap).
/// Then, when SLEUTH_PLUGIN_DIR tells that this is the plugin's hook, the options are taken from BUILDKITE_PLUGINS:
/// from the entry whose checkout has the name of that folder, else from the only one whose name has `sleuth` in it.
/// Fails on a configuration that is not an object, is larger than 64 KiB, or nests deeper than that.
[[nodiscard]] base::Result<PluginOptions> read_plugin_options(const base::Environment& environment);

/// The options that the job gives to the plugin, for the agent's own hooks, which see BUILDKITE_PLUGINS: those of the
/// only entry whose name has `sleuth` in it. Empty inside the plugin's hooks and where there is no such entry.
[[nodiscard]] PluginOptions plugin_options_of_job(const base::Environment& environment);

}  // namespace buildkite
