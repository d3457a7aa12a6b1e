// The options that pipeline.yml gives to the plugin.
#pragma once

#include <map>
#include <string>

#include "base/environment.hpp"
#include "base/result.hpp"

namespace buildkite {

/// Option name as written in pipeline.yml (`api-key-env`) -> its value as text; the elements of a list are joined by
/// commas. Empty outside a plugin hook.
using PluginOptions = std::map<std::string, std::string>;

/// Read from BUILDKITE_PLUGIN_CONFIGURATION (JSON, and independent of what the plugin's repository is called) where it
/// is set, otherwise from BUILDKITE_PLUGIN_SLEUTH_*, where `A_B` can only be read back as `a-b`.
/// Fails on a configuration that is not an object, is larger than 64 KiB, or has an option that is itself an object.
[[nodiscard]] base::Result<PluginOptions> read_plugin_options(const base::Environment& environment);

}  // namespace buildkite
