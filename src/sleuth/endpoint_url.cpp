#include "sleuth/endpoint_url.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

namespace sleuth {

base::Result<std::string> normal_endpoint(std::string_view url) {
    // The text itself is not shown: it may hold a password.
    const std::string context = "read the endpoint's URL";
    const std::string remedy = "write it as https://sleuth.example.com";
    try {
        const Poco::URI uri{std::string(url)};  // lowers scheme and host, and knows default ports
        if (uri.getScheme() != "http" && uri.getScheme() != "https")
            return base::Error{context, "it does not start with https:// or http://", remedy};
        if (uri.getHost().empty()) return base::Error{context, "it names no host", remedy};
        if (!uri.getUserInfo().empty())
            return base::Error{context, "it holds a user or password", "give the key as SLEUTH_API_KEY"};
        if (!uri.getRawQuery().empty() || !uri.getFragment().empty())
            return base::Error{context, "it has a query or fragment", remedy};
        std::string path = uri.getPath();
        while (path.ends_with('/')) path.pop_back();
        const bool ipv6 = uri.getHost().find(':') != std::string::npos;
        const std::string host = ipv6 ? "[" + uri.getHost() + "]" : uri.getHost();
        const bool default_port = uri.getPort() == (uri.getScheme() == "https" ? 443 : 80);
        return uri.getScheme() + "://" + host + (default_port ? "" : ":" + std::to_string(uri.getPort())) + path;
    } catch (const Poco::Exception&) {
        return base::Error{context, "it is not a URL", remedy};
    }
}

}  // namespace sleuth
