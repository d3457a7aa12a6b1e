// Poco's JSON behind functions that do not throw and that bound what they read.
#pragma once

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base::json {

using Object = Poco::JSON::Object;
using Array = Poco::JSON::Array;

/// How deeply arrays and objects may nest in what we parse.
inline constexpr int most_depth = 32;

/// Parses a text whose top is an object (or an array). Bounded in depth; the caller bounds the size.
[[nodiscard]] Result<Object::Ptr> parse_object(std::string_view text);
[[nodiscard]] Result<Array::Ptr> parse_array(std::string_view text);

/// The text of an object or array, without white space.
[[nodiscard]] std::string write(const Object& object);
[[nodiscard]] std::string write(const Array& array);

/// A field's value when it is there, not null and of that type; a number is not taken for a text, nor a text for a
/// number. A whole number with a fraction of zero is whole.
[[nodiscard]] std::optional<std::string> text(const Object& object, const std::string& name);
[[nodiscard]] std::optional<std::int64_t> integer(const Object& object, const std::string& name);
[[nodiscard]] Object::Ptr object(const Object& object, const std::string& name);
[[nodiscard]] Array::Ptr array(const Object& object, const std::string& name);

/// True when the field is absent or null.
[[nodiscard]] bool absent(const Object& object, const std::string& name);

}  // namespace base::json
