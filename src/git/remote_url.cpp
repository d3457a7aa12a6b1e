#include "git/remote_url.hpp"

#include <Poco/String.h>

namespace git {
namespace {

struct Parts {
    std::string scheme;     // lower case; empty for scp-like and plain paths
    std::string user_info;  // without the @
    std::string host;       // with [] of an IPv6 address, without the port; empty for a path
    std::string port;
    std::string path;  // a URL's with its leading slash; query and fragment cut
    bool scp_like = false;
};

/// Splits `user@host:port` in front of a path.
void split_authority(std::string_view authority, Parts& parts) {
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        parts.user_info = authority.substr(0, at);
        authority.remove_prefix(at + 1);
    }
    const auto bracket = authority.rfind(']');
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    parts.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) parts.port = authority.substr(colon + 1);
}

/// As git reads it (gitglossary, "git-clone: GIT URLS"): `scheme://…`; else `host:path` when a colon comes before
/// the first slash; else a path.
Parts split(std::string_view url) {
    Parts parts;
    if (const auto mark = url.find("://"); mark != std::string_view::npos && mark > 0) {
        parts.scheme = Poco::toLower(std::string(url.substr(0, mark)));
        url.remove_prefix(mark + 3);
        url = url.substr(0, url.find_first_of("?#"));
        // A password may hold a slash by mistake: what stands before the last @ is never part of a host or path
        // that git could use, and must not be shown.
        auto slash = url.find('/');
        if (const auto at = url.rfind('@'); at != std::string_view::npos && slash != std::string_view::npos &&
                                            at > slash && url.substr(0, slash).find(':') != std::string_view::npos &&
                                            url.substr(0, slash).find('@') == std::string_view::npos)
            slash = url.find('/', at);
        split_authority(url.substr(0, slash), parts);
        if (slash != std::string_view::npos) parts.path = url.substr(slash);
        return parts;
    }
    const auto colon = url.find(':');
    const auto slash = url.find('/');
    if (colon != std::string_view::npos && colon > 0 && (slash == std::string_view::npos || colon < slash)) {
        // In `token:secret@host:path` the colon that ends the host is the first after the last @ before the path.
        const auto at = url.substr(0, slash).rfind('@');
        const auto end = at == std::string_view::npos ? colon : url.find(':', at);
        parts.scp_like = true;
        split_authority(url.substr(0, end), parts);
        if (end != std::string_view::npos) parts.path = url.substr(end + 1);
        return parts;
    }
    parts.path = url;
    return parts;
}

std::string shown_user(const Parts& parts) {
    const bool ssh = parts.scp_like || parts.scheme == "ssh" || parts.scheme == "git+ssh";
    return ssh && parts.user_info.substr(0, parts.user_info.find(':')) == "git" ? "git@" : "";
}

}  // namespace

std::string without_credentials(std::string_view url) {
    const Parts parts = split(url);
    if (parts.scp_like) return shown_user(parts) + parts.host + ":" + parts.path;
    if (parts.scheme.empty()) return parts.path;
    return parts.scheme + "://" + shown_user(parts) + parts.host + (parts.port.empty() ? "" : ":" + parts.port) +
           parts.path;
}

std::string repository_key(std::string_view url) {
    const Parts parts = split(url);
    std::string path = parts.path;
    while (path.ends_with('/')) path.pop_back();
    if (path.ends_with(".git")) path.resize(path.size() - 4);
    while (path.ends_with('/')) path.pop_back();
    if (parts.host.empty()) return path;
    path.erase(0, path.find_first_not_of('/'));
    return Poco::toLower(parts.host) + "/" + path;
}

}  // namespace git
