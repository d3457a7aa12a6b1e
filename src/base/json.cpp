#include "base/json.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>

#include <cmath>
#include <sstream>

namespace base::json {
namespace {

template <typename Top>
Result<typename Top::Ptr> parse(std::string_view text, const char* wanted) {
    const std::string context = "read JSON";
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(most_depth);
        const Poco::Dynamic::Var top = parser.parse(std::string(text));
        if (top.type() == typeid(typename Top::Ptr)) return top.extract<typename Top::Ptr>();
        return Error{context, std::string("its top is not ") + wanted};
    } catch (const Poco::Exception& exception) {
        return Error{context, exception.displayText()};
    } catch (const std::exception& exception) {
        return Error{context, exception.what()};
    }
}

template <typename Top>
std::string stringify(const Top& top) {
    std::ostringstream out;
    top.stringify(out);
    return out.str();
}

template <typename Top>
typename Top::Ptr child(const Object& object, const std::string& name) {
    const Poco::Dynamic::Var value = object.get(name);
    return value.type() == typeid(typename Top::Ptr) ? value.extract<typename Top::Ptr>() : typename Top::Ptr();
}

}  // namespace

Result<Object::Ptr> parse_object(std::string_view text) { return parse<Object>(text, "an object"); }
Result<Array::Ptr> parse_array(std::string_view text) { return parse<Array>(text, "an array"); }

std::string write(const Object& object) { return stringify(object); }
std::string write(const Array& array) { return stringify(array); }

std::optional<std::string> text(const Object& object, const std::string& name) {
    const Poco::Dynamic::Var value = object.get(name);
    if (!value.isString()) return std::nullopt;
    return value.convert<std::string>();
}

std::optional<std::int64_t> integer(const Object& object, const std::string& name) {
    const Poco::Dynamic::Var value = object.get(name);
    if (value.isEmpty() || value.isString() || value.isBoolean() || !value.isNumeric()) return std::nullopt;
    if (value.isInteger()) {
        try {
            return value.convert<Poco::Int64>();
        } catch (const Poco::Exception&) {
            return std::nullopt;
        }
    }
    const auto number = value.convert<double>();
    static constexpr double exact = 9007199254740992.0;  // 2^53: larger doubles are not exact whole numbers
    if (!(std::abs(number) <= exact) || std::trunc(number) != number) return std::nullopt;
    return static_cast<std::int64_t>(number);
}

Object::Ptr object(const Object& from, const std::string& name) { return child<Object>(from, name); }
Array::Ptr array(const Object& from, const std::string& name) { return child<Array>(from, name); }

bool absent(const Object& object, const std::string& name) { return object.get(name).isEmpty(); }

}  // namespace base::json
