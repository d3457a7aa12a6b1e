// A register_deploy body: what is accepted has the form that pages and look-ups rely on.
#include <cstdlib>
#include <string>

#include "endpoint/deploy_request.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    endpoint::Request request;
    request.body.assign(reinterpret_cast<const char*>(data), size);
    const auto read = endpoint::read_deploy_request(request, base::Instant{});
    if (!read) return 0;
    const auto& sha = read->deploy.sha;
    if (sha.size() < 7 || sha.size() > 64 || sha.find_first_not_of("0123456789abcdef") != std::string::npos)
        std::abort();
    if (!base::json::parse_object(read->deploy.links) || !base::json::parse_array(read->deploy.tags)) std::abort();
    return 0;
}
