// Making foreign text safe to keep and to print.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

/// One printable line: control characters (new lines, escape sequences) become spaces, and text longer than
/// `most` bytes is cut at a UTF-8 character boundary and ends in `…`.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t most = 300);

/// Valid UTF-8: each byte that is not part of a valid sequence becomes U+FFFD. JSON takes nothing else, and branch
/// names and commit messages may hold any bytes.
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// The text, cut at a UTF-8 character boundary so that it has at most `most` bytes.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t most);

}  // namespace base
