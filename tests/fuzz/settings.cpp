// What a pipeline or a configuration file says: taken or refused, never a crash, and no bad value gets through.
#include <cstdlib>
#include <string>

#include "agent/config.hpp"
#include "base/config_lines.hpp"
#include "sleuth/proxy.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (const auto lines = base::read_config_lines(text))
        for (const auto& [name, value] : *lines)
            if (name.empty()) std::abort();
    (void)sleuth::read_proxy(text);
    const auto settings = agent::Settings::read(base::Environment({{"SLEUTH_CONFIG", "/dev/null"},
                                                                   {"SLEUTH_ENDPOINT", "https://sleuth.corp"},
                                                                   {"SLEUTH_ORGANIZATION", "acme"},
                                                                   {"SLEUTH_API_KEY", "k"},
                                                                   {"HOME", "/home/agent"},
                                                                   {"NO_PROXY", text},
                                                                   {"HTTPS_PROXY", "http://proxy:1"},
                                                                   {"BUILDKITE_PLUGINS", text},
                                                                   {"SLEUTH_PLUGIN_DIR", "/plugins/sleuth"}}),
                                                {});
    if (!settings) return 0;
    const auto config = agent::make_config(*settings);
    if (config && (config->timeout.count() < 1 || config->limits.most_bytes == 0)) std::abort();
    return 0;
}
