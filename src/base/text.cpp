#include "base/text.hpp"

#include <Poco/UTF8Encoding.h>

namespace base {

std::string one_line(std::string_view text, std::size_t most) {
    std::string line(cut(text, most));
    for (char& character : line)
        if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f) character = ' ';
    if (line.size() < text.size()) line += "…";
    return line;
}

std::string valid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
        const std::size_t length = bytes[0] < 0x80 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
        const bool legal = length <= text.size() && Poco::UTF8Encoding::isLegal(bytes, static_cast<int>(length));
        valid += legal ? text.substr(0, length) : "\xEF\xBF\xBD";
        text.remove_prefix(legal ? length : 1);
    }
    return valid;
}

std::string_view cut(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return text.substr(0, most);
}

}  // namespace base
