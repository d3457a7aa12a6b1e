// The configuration of a command: checked values, ready to use.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "agent/key_choice.hpp"
#include "agent/settings.hpp"
#include "base/result.hpp"
#include "delivery/queue.hpp"
#include "sleuth/endpoint_client.hpp"

namespace agent {

enum class Delivery { automatic, inline_, background };

struct Config {
    delivery::Target target;
    KeyChoice key;
    std::string ca_file;
    Delivery delivery = Delivery::automatic;
    std::chrono::seconds timeout{};
    std::filesystem::path spool;  // absolute

    [[nodiscard]] sleuth::ClientOptions client() const;
    /// The folder name of this target's queue in the spool. A key of the configuration file shares one queue through
    /// all its rotations. Any other key has a queue of its own, so that a pipeline with a wrong key cannot get other
    /// pipelines' reports refused; its name holds a one-way digest that does not tell the key.
    [[nodiscard]] std::string queue_name() const;
};

/// Reads and checks all of it; the error names the option and what it should look like.
[[nodiscard]] base::Result<Config> make_config(const Settings& settings);

/// The spool folder alone, for commands that need no endpoint. Default: $XDG_STATE_HOME/sleuth-buildkite/spool,
/// ~/.local/state/sleuth-buildkite/spool, or /var/tmp/sleuth-buildkite-UID/spool without a HOME.
[[nodiscard]] base::Result<std::filesystem::path> spool_folder(const Settings& settings);

/// fail-on-error (`true` or `1` in any case); a value that is neither that nor false is warned of and false.
[[nodiscard]] bool fail_on_error(const Settings& settings);

}  // namespace agent
