// A date-time: what is read can be written, and reads as the same instant again.
#include <cstdlib>
#include <string_view>

#include "base/time.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto instant = base::parse_iso8601({reinterpret_cast<const char*>(data), size});
    if (instant && base::parse_iso8601(base::to_rfc3339(*instant)) != *instant) std::abort();
    return 0;
}
