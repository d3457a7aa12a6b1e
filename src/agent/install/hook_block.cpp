#include "agent/install/hook_block.hpp"

#include <Poco/String.h>

#include <array>
#include <string_view>

namespace agent::install {
namespace {

constexpr std::string_view begin = "# >>> sleuth-buildkite >>>";
constexpr std::string_view end = "# <<< sleuth-buildkite <<<";
/// The file did not end in a line break where the block begins: the one before it is ours.
constexpr std::string_view added_break = " (and the line break before this)";
constexpr std::string_view added =
    "# Added by `sleuth-buildkite install`; `sleuth-buildkite uninstall` takes it out.\n";
constexpr std::string_view shim_start =
    "#!/bin/sh\n# Made by `sleuth-buildkite install`; `uninstall` removes this file.\n";

std::string quoted(const std::filesystem::path& path) { return "'" + Poco::replace(path.string(), "'", "'\\''") + "'"; }

/// Only status 1 (fail-on-error) ends the hook: a crash, or a binary that is gone, does not.
std::string call(const std::string& phase, const std::filesystem::path& binary) {
    return quoted(binary) + " hook " + phase + " || [ \"$?\" -ne 1 ] || exit 1\n";
}

/// At the end of a hook whose own status has to stay the hook's.
std::string quiet_call(const std::string& phase, const std::filesystem::path& binary) {
    return "( sleuth_status=$?; " + quoted(binary) + " hook " + phase + "; exit \"$sleuth_status\" )\n";
}

/// Where our block stands in a hook: from its first byte to behind its last line break, if that is still there.
struct Place {
    std::size_t from = std::string::npos;  // npos: there is none
    std::size_t to = std::string::npos;    // npos: its end is missing
};

Place find_block(const std::string& content) {
    for (auto from = content.find(begin); from != std::string::npos; from = content.find(begin, from + 1)) {
        if (from > 0 && content[from - 1] != '\n') continue;  // the marker is part of a line of the owner's
        auto to = content.find(end, from);
        if (to == std::string::npos) return {from, to};
        to += end.size();
        if (content.compare(to, 1, "\r") == 0) ++to;
        if (content.compare(to, 1, "\n") == 0) ++to;
        return {from, to};
    }
    return {};
}

std::size_t after_shebang(const std::string& content) {
    if (!content.starts_with("#!")) return 0;
    const auto line_end = content.find('\n');
    return line_end == std::string::npos ? content.size() : line_end + 1;
}

}  // namespace

bool is_shell_script(const std::string& content) {
    static constexpr std::array<std::string_view, 6> shells{"sh", "bash", "dash", "ash", "ksh", "zsh"};
    if (content.find('\0') != std::string::npos) return false;
    if (!content.starts_with("#!")) return true;
    const std::string line = Poco::trim(content.substr(2, content.find('\n') - 2));
    // `/usr/bin/env -S bash -e`: the first word that is neither env nor a flag of it.
    for (std::size_t at = 0; at < line.size();) {
        const auto space = std::min(line.find_first_of(" \t", at), line.size());
        std::string word = line.substr(at, space - at);
        word.erase(0, word.rfind('/') == std::string::npos ? 0 : word.rfind('/') + 1);
        at = space + 1;
        if (word.empty() || word == "env" || word.starts_with('-')) continue;
        for (const std::string_view shell : shells)
            if (word == shell) return true;
        return false;
    }
    return false;
}

std::string with_block(const std::string& content, const std::string& phase, const std::filesystem::path& binary,
                       Position position) {
    const std::string before = without_block(content).value_or(content);
    const bool last = position == Position::last;
    const std::size_t at = last ? before.size() : after_shebang(before);
    const bool needs_break = at > 0 && before[at - 1] != '\n';
    return before.substr(0, at) + (needs_break ? "\n" : "") + std::string(begin) +
           (needs_break ? std::string(added_break) : "") + "\n" + std::string(added) +
           (last ? quiet_call(phase, binary) : call(phase, binary)) + std::string(end) + "\n" + before.substr(at);
}

std::optional<std::string> without_block(const std::string& content) {
    const auto [from, to] = find_block(content);
    if (from == std::string::npos || to == std::string::npos) return std::nullopt;
    // The line break that we added belongs to the owner once lines follow.
    const bool our_break = from > 0 && to == content.size() &&
                           std::string_view(content).substr(from + begin.size()).starts_with(added_break);
    return content.substr(0, from - (our_break ? 1 : 0)) + content.substr(to);
}

bool has_broken_block(const std::string& content) {
    const auto place = find_block(content);
    return place.from != std::string::npos && place.to == std::string::npos;
}

std::string shim(const std::string& phase, const std::filesystem::path& binary) {
    return std::string(shim_start) + call(phase, binary);
}

bool is_shim(const std::string& content) {
    if (!content.starts_with(shim_start)) return false;
    const auto rest = std::string_view(content).substr(shim_start.size());
    return rest.ends_with(" || [ \"$?\" -ne 1 ] || exit 1\n") && rest.find('\n') == rest.size() - 1;
}

}  // namespace agent::install
