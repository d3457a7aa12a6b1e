// Option values that are more than a text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace agent {

/// `true`, `1`, `false` or `0` in any case; nullopt for anything else.
[[nodiscard]] std::optional<bool> read_boolean(const std::string& text);

/// A whole number of bytes with an optional K, M or G (powers of 1,024): `64M`.
[[nodiscard]] std::optional<std::uint64_t> read_bytes(const std::string& text);

/// A whole number with s, m, h or d: `14d`.
[[nodiscard]] std::optional<base::Milliseconds> read_age(const std::string& text);

/// The elements of a list, which commas or white space separate.
[[nodiscard]] std::vector<std::string> read_list(const std::string& text);

/// Sleuth's tags, each with its leading `#`, which may be left out in the text. nullopt when one has other characters
/// than lower-case letters, digits, `-` and `_`.
[[nodiscard]] std::optional<std::vector<std::string>> read_tags(const std::string& text);

using Links = std::vector<std::pair<std::string, std::string>>;  // name -> URL

/// `name=URL` pairs, separated by commas. nullopt when one has no name or is no http or https URL.
[[nodiscard]] std::optional<Links> read_links(const std::string& text);

/// True when one of the globs is that of the branch, as the shell matches them; `*` matches slashes too, as in
/// Buildkite's branch patterns.
[[nodiscard]] bool matches_any(const std::vector<std::string>& globs, const std::string& branch);

}  // namespace agent
