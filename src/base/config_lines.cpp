#include "base/config_lines.hpp"

#include <Poco/String.h>

#include <sstream>

namespace base {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string without_quotes(std::string value) {
    const bool quoted =
        value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
    return quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> read_config_lines(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> values;
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    std::istringstream lines{std::string(text)};
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        Poco::trimInPlace(line);
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        const auto equals = line.find('=');
        if (equals == std::string::npos || equals == 0)
            return Error{"read line " + std::to_string(number), "it is not `name = value`"};
        values.emplace_back(Poco::trim(line.substr(0, equals)), without_quotes(Poco::trim(line.substr(equals + 1))));
    }
    return values;
}

}  // namespace base
