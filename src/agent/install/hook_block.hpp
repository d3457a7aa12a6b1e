// The text that `install` adds to a hook that somebody else has written, and takes out again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace agent::install {

/// Where in the owner's script the block goes. First, after the `#!` line: what comes later may `exit` or `exec`. Last
/// in `environment`, whose other lines may export our configuration; the script's own status stays what it was then.
enum class Position { first, last };

/// True for a script that a shell runs: its `#!` line names one, or it has none and is text (the agent runs it with
/// bash).
[[nodiscard]] bool is_shell_script(const std::string& content);

/// The content with our block in it; a block that is there already is replaced. Every other byte stays.
[[nodiscard]] std::string with_block(const std::string& content, const std::string& phase,
                                     const std::filesystem::path& binary, Position position);

/// The content without our block, byte for byte what with_block() was given; nullopt when there is none in it.
[[nodiscard]] std::optional<std::string> without_block(const std::string& content);

/// True when the block's last line is missing, so that nobody can tell where it ends.
[[nodiscard]] bool has_broken_block(const std::string& content);

/// A whole hook of ours for phases that the agent runs with a shell only.
[[nodiscard]] std::string shim(const std::string& phase, const std::filesystem::path& binary);

/// True when the file is a shim() of ours, of any version, and nothing else.
[[nodiscard]] bool is_shim(const std::string& content);

}  // namespace agent::install
