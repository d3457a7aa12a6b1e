// The plugin's configuration: read or refused, never a crash; an option that is there has a value.
#include <cstdlib>
#include <string>

#include "buildkite/plugin_options.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto options = buildkite::read_plugin_options(base::Environment({{"BUILDKITE_PLUGIN_CONFIGURATION", text}}));
    if (options)
        for (const auto& [name, value] : *options)
            if (value.empty()) std::abort();
    return 0;
}
