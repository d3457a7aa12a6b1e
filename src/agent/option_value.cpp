#include "agent/option_value.hpp"

#include <Poco/NumberParser.h>
#include <Poco/String.h>
#include <Poco/StringTokenizer.h>
#include <fnmatch.h>

#include <algorithm>
#include <limits>

namespace agent {
namespace {

constexpr int trimmed = Poco::StringTokenizer::TOK_IGNORE_EMPTY | Poco::StringTokenizer::TOK_TRIM;

/// `number` times what `unit` stands for; nullopt when the text is no number or the product does not fit.
std::optional<std::uint64_t> scaled(const std::string& number, std::uint64_t unit) {
    Poco::UInt64 value = 0;
    if (!Poco::NumberParser::tryParseUnsigned64(number, value) || number.find_first_of("+- ") != std::string::npos)
        return std::nullopt;
    if (value > std::numeric_limits<std::int64_t>::max() / unit) return std::nullopt;
    return value * unit;
}

bool is_tag(std::string_view word) {
    return !word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string_view::npos;
}

}  // namespace

std::optional<bool> read_boolean(const std::string& text) {
    const std::string value = Poco::toLower(text);
    if (value == "true" || value == "1") return true;
    if (value == "false" || value == "0") return false;
    return std::nullopt;
}

std::optional<std::uint64_t> read_bytes(const std::string& text) {
    if (text.empty()) return std::nullopt;
    switch (text.back()) {
        case 'K': return scaled(text.substr(0, text.size() - 1), 1ULL << 10);
        case 'M': return scaled(text.substr(0, text.size() - 1), 1ULL << 20);
        case 'G': return scaled(text.substr(0, text.size() - 1), 1ULL << 30);
        default: return scaled(text, 1);
    }
}

std::optional<base::Milliseconds> read_age(const std::string& text) {
    using std::chrono::milliseconds;
    if (text.empty()) return std::nullopt;
    std::uint64_t unit = 0;
    switch (text.back()) {
        case 's': unit = milliseconds(std::chrono::seconds(1)).count(); break;
        case 'm': unit = milliseconds(std::chrono::minutes(1)).count(); break;
        case 'h': unit = milliseconds(std::chrono::hours(1)).count(); break;
        case 'd': unit = milliseconds(std::chrono::hours(24)).count(); break;
        default: return std::nullopt;
    }
    const auto value = scaled(text.substr(0, text.size() - 1), unit);
    if (!value) return std::nullopt;
    return base::Milliseconds(static_cast<std::int64_t>(*value));
}

std::vector<std::string> read_list(const std::string& text) {
    const Poco::StringTokenizer words(text, ", \t\n", trimmed);
    return {words.begin(), words.end()};
}

std::optional<std::vector<std::string>> read_tags(const std::string& text) {
    auto tags = read_list(text);
    for (std::string& tag : tags) {
        if (tag.front() == '#') tag.erase(0, 1);
        if (!is_tag(tag)) return std::nullopt;
        tag.insert(0, 1, '#');
    }
    return tags;
}

std::optional<Links> read_links(const std::string& text) {
    Links links;
    for (const std::string& pair : Poco::StringTokenizer(text, ",", trimmed)) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos || equals == 0) return std::nullopt;
        std::string url = Poco::trim(pair.substr(equals + 1));
        if (!url.starts_with("https://") && !url.starts_with("http://")) return std::nullopt;
        links.emplace_back(Poco::trim(pair.substr(0, equals)), std::move(url));
    }
    return links;
}

bool matches_any(const std::vector<std::string>& globs, const std::string& branch) {
    return std::any_of(globs.begin(), globs.end(),
                       [&](const std::string& glob) { return ::fnmatch(glob.c_str(), branch.c_str(), 0) == 0; });
}

}  // namespace agent
