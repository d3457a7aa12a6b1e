// What a hook or command says to its user: one line each on standard error.
#pragma once

#include <optional>
#include <string_view>

namespace base {

enum class LogLevel { debug, info, warning, error };

/// `debug`, `info`, `warning` or `error`; nullopt for any other word.
[[nodiscard]] std::optional<LogLevel> log_level(std::string_view word);

/// What is below this level is not said. At first: warning.
void set_log_level(LogLevel level);

/// `sleuth: error: …`: a command could not do what it was asked to do.
void fail(std::string_view message);

/// `sleuth: warning: …`: something went wrong that does not stop the job. Control characters are made harmless.
void warn(std::string_view message);

/// `sleuth: …`: a fact for whoever reads the job's log.
void inform(std::string_view message);

/// `sleuth: debug: …`: what was looked at and decided, for whoever looks for a mistake.
void debug(std::string_view message);

}  // namespace base
