// Which proxy stands between us and an endpoint.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/environment.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace sleuth {

struct Proxy {
    std::string host;
    std::uint16_t port = 0;
    std::string user;
    base::Secret password;

    /// `http://host:port`, without user and password.
    [[nodiscard]] std::string shown() const;
};

/// Reads `http://[user:password@]host[:port]`; the scheme may be left out, and the port is 80 then, as in most programs
/// (curl takes 1080). TLS or SOCKS to the proxy itself is not supported.
[[nodiscard]] base::Result<Proxy> read_proxy(std::string_view url);

/// The proxy that the environment names for this endpoint (as normal_endpoint() gives it), as curl reads it:
/// https_proxy or HTTPS_PROXY for https, http_proxy for http (in capitals it could come from a CGI request's header),
/// unless no_proxy or NO_PROXY lists the host: names separated by commas, each of which stands for its subdomains too,
/// with an optional port; `*` for all. nullopt when there is none.
[[nodiscard]] base::Result<std::optional<Proxy>> proxy_of_environment(const base::Environment& environment,
                                                                      const std::string& endpoint);

}  // namespace sleuth
