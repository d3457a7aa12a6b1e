// A build report: whatever is read can be written, and reads as the same again.
#include <cstdlib>
#include <string>

#include "sleuth/build_report.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto object = base::json::parse_object({reinterpret_cast<const char*>(data), size});
    if (!object) return 0;
    const auto report = sleuth::report_from_json(**object);
    if (!report) return 0;
    const std::string text = base::json::write(*sleuth::to_json(*report));
    const auto again = base::json::parse_object(text);
    if (!again) std::abort();
    const auto same = sleuth::report_from_json(**again);
    if (!same || base::json::write(*sleuth::to_json(*same)) != text) std::abort();
    return 0;
}
