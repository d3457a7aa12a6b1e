// A remote URL: an https URL comes out without a user or password, whatever stands in it.
#include <cstdlib>
#include <string>
#include <string_view>

#include "git/remote_url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string url(reinterpret_cast<const char*>(data), size);
    (void)git::without_credentials(url);
    (void)git::repository_key(url);
    static constexpr std::string_view scheme = "https://";
    const std::string clean = git::without_credentials(std::string(scheme) + url);
    if (!clean.starts_with(scheme)) std::abort();
    if (clean.substr(0, clean.find('/', scheme.size())).find('@') != std::string::npos) std::abort();
    return 0;
}
