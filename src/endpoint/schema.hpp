// The history of the database's schema.
#pragma once

#include <span>
#include <string_view>

namespace endpoint {

/// The statements of each version, oldest first; version n is what the database has after the first n entries.
/// An entry that has been released is never changed: a change of the schema is a new entry.
[[nodiscard]] std::span<const std::string_view> migrations();

}  // namespace endpoint
