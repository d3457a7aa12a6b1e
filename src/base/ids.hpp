// Random identifiers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace base {

/// `bytes` random bytes of the kernel's generator, as lower-case hex (two digits a byte).
[[nodiscard]] std::string random_hex(std::size_t bytes);

/// A random number, for seeds. Unlike std::random_device it needs no /dev.
[[nodiscard]] std::uint32_t random_number();

/// A new random identifier (UUID version 4, lower case). An endpoint that has seen an id drops the report as a
/// repetition, so a collision would lose one: hence the kernel's generator and not a seeded one.
[[nodiscard]] std::string new_id();

}  // namespace base
