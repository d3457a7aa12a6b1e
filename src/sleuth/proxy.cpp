#include "sleuth/proxy.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/NumberParser.h>
#include <Poco/String.h>
#include <Poco/StringTokenizer.h>
#include <Poco/URI.h>

namespace sleuth {
namespace {

/// The first of these variables that is set.
std::optional<std::string> first_of(const base::Environment& environment, const char* lower, const char* upper) {
    if (auto value = environment.get(lower)) return value;
    return upper == nullptr ? std::nullopt : environment.get(upper);
}

using Poco::Net::IPAddress;

/// An address, or `10.0.0.0/8`, that is or holds the host's.
bool covers_address(const std::string& entry, const std::string& host) {
    IPAddress wanted;
    IPAddress own;
    const auto slash = entry.find('/');
    if (!IPAddress::tryParse(host, own) || !IPAddress::tryParse(entry.substr(0, slash), wanted)) return false;
    if (own.family() != wanted.family()) return false;
    unsigned int bits = 0;
    if (slash == std::string::npos) return own == wanted;
    if (!Poco::NumberParser::tryParseUnsigned(entry.substr(slash + 1), bits) || bits > 8U * own.length()) return false;
    const IPAddress mask(bits, own.family());
    return (own & mask) == (wanted & mask);
}

bool covers(std::string entry, const std::string& host, const std::string& port) {
    if (entry == "*" || covers_address(entry, host)) return true;
    if (entry.starts_with('[') && covers_address(entry.substr(1, entry.find(']') - 1), host)) return true;
    if (const auto colon = entry.rfind(':');
        colon != std::string::npos && entry.find(']', colon) == std::string::npos) {
        if (entry.substr(colon + 1) != port) return false;
        entry.resize(colon);
        if (covers_address(entry, host)) return true;
    }
    entry.erase(0, entry.find_first_not_of("*."));
    if (entry.empty() || !host.ends_with(entry)) return false;
    return host.size() == entry.size() || host[host.size() - entry.size() - 1] == '.';
}

}  // namespace

std::string Proxy::shown() const { return "http://" + host + ":" + std::to_string(port); }

base::Result<Proxy> read_proxy(std::string_view url) {
    // The text itself is not shown: it may hold a password.
    const std::string context = "read the proxy's URL";
    const std::string remedy = "write it as http://proxy.example.com:3128";
    try {
        const bool has_scheme = url.find("://") != std::string_view::npos;
        const Poco::URI uri((has_scheme ? "" : "http://") + std::string(url));
        if (uri.getScheme() != "http") return base::Error{context, "only http:// proxies are supported", remedy};
        if (uri.getHost().empty()) return base::Error{context, "it names no host", remedy};
        Proxy proxy{uri.getHost(), uri.getPort(), uri.getUserInfo(), {}};
        if (const auto colon = proxy.user.find(':'); colon != std::string::npos) {
            proxy.password = base::Secret(proxy.user.substr(colon + 1));
            proxy.user.resize(colon);
        }
        return proxy;
    } catch (const Poco::Exception&) {
        return base::Error{context, "it is not a URL", remedy};
    }
}

base::Result<std::optional<Proxy>> proxy_of_environment(const base::Environment& environment,
                                                        const std::string& endpoint) {
    const Poco::URI uri(endpoint);
    const auto url = uri.getScheme() == "https" ? first_of(environment, "https_proxy", "HTTPS_PROXY")
                                                : first_of(environment, "http_proxy", nullptr);
    if (!url) return std::optional<Proxy>();
    const auto exceptions = first_of(environment, "no_proxy", "NO_PROXY").value_or("");
    const int trimmed = Poco::StringTokenizer::TOK_IGNORE_EMPTY | Poco::StringTokenizer::TOK_TRIM;
    for (const std::string& entry : Poco::StringTokenizer(exceptions, ", ", trimmed))
        if (covers(Poco::toLower(entry), Poco::toLower(uri.getHost()), std::to_string(uri.getPort())))
            return std::optional<Proxy>();
    auto proxy = read_proxy(*url);
    if (!proxy) return proxy.error();
    return std::optional<Proxy>(std::move(*proxy));
}

}  // namespace sleuth
