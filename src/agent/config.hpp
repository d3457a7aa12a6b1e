// The configuration of a command: checked values, ready to use.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "agent/command_line.hpp"
#include "agent/key_choice.hpp"
#include "agent/settings.hpp"
#include "base/result.hpp"
#include "delivery/delivery.hpp"
#include "delivery/queue.hpp"
#include "sleuth/build_report.hpp"
#include "sleuth/endpoint_client.hpp"

namespace agent {

enum class Delivery { automatic, inline_, background };

/// What goes over the network to the endpoint, and how.
struct Route {
    std::string ca_file;
    bool trust_environment = true;  // SSL_CERT_FILE and SSL_CERT_DIR
    std::optional<sleuth::Proxy> proxy;
};

struct Config {
    delivery::Target target;
    KeyChoice key;
    Route route;
    sleuth::ChangeBlock change;  // deployment, environment, tags, links
    std::vector<std::string> branches;
    std::vector<std::string> exclude_branches;
    Delivery delivery = Delivery::automatic;
    std::chrono::seconds timeout{};
    std::filesystem::path spool;  // absolute
    delivery::QueueLimits limits;
    bool dry_run = false;

    [[nodiscard]] delivery::Destination destination() const;
    /// The folder name of this target's queue in the spool. A key of the configuration file shares one queue through
    /// all its rotations. Any other key has a queue of its own, so that a pipeline with a wrong key cannot get other
    /// pipelines' reports refused; its name holds a one-way digest that does not tell the key.
    [[nodiscard]] std::string queue_name() const;
    /// Whether jobs of this branch are to be reported.
    [[nodiscard]] bool reports_branch(const std::string& branch) const;
};

/// Reads and checks all of it; the error names the option and what it should look like.
/// A key of the agent's goes through no proxy that a pipeline names, and to no server that only a pipeline's
/// certificates vouch for: of these options the agent's own values count then.
[[nodiscard]] base::Result<Config> make_config(const Settings& settings);

/// The spool folder alone, for commands that need no endpoint. Default: $XDG_STATE_HOME/sleuth-buildkite/spool,
/// ~/.local/state/sleuth-buildkite/spool, or /var/tmp/sleuth-buildkite-UID/spool without a HOME.
[[nodiscard]] base::Result<std::filesystem::path> spool_folder(const Settings& settings);

/// fail-on-error; a value that is neither true nor false is warned of and false.
[[nodiscard]] bool fail_on_error(const Settings& settings);

/// dry-run; a value that makes no sense counts as true, for then nothing is done.
[[nodiscard]] bool is_dry_run(const Settings& settings);

/// The settings of a command that somebody typed, with log-level applied.
[[nodiscard]] base::Result<Settings> read_settings(const CommandLine& line, const base::Environment& environment);

/// Makes log-level count from here on; a value that is none is warned of and leaves it as it is.
void apply_log_level(const Settings& settings);

}  // namespace agent
