// HTTP to one endpoint over one connection that is kept open.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "sleuth/proxy.hpp"

namespace sleuth {

struct ClientOptions {
    std::string endpoint;  // as normal_endpoint() gives it
    base::Secret key;
    std::string ca_file{};          // PEM; empty: SSL_CERT_FILE and SSL_CERT_DIR, else the system's bundle
    bool trust_environment = true;  // false: SSL_CERT_FILE and SSL_CERT_DIR do not count
    std::optional<Proxy> proxy{};
    std::chrono::milliseconds connect_timeout{std::chrono::seconds(5)};
    std::chrono::milliseconds reply_timeout{std::chrono::seconds(20)};  // for each wait for the next bytes
    std::string user_agent;
};

struct Response {
    int status = 0;
    std::string body;  // at most 1 MiB; never holds the key, even when the server echoes it
    std::optional<std::chrono::seconds> retry_after{};
    std::optional<base::Instant> date{};  // the server's clock, in seconds
};

/// The server's certificate, as it was verified.
struct Certificate {
    std::string issuer;
    base::Instant expires_at;
};

/// Sends requests with `Authorization: Bearer KEY`. A redirect is not followed: the key is for this endpoint only.
class EndpointClient {
public:
    explicit EndpointClient(ClientOptions options);
    ~EndpointClient();
    EndpointClient(EndpointClient&&) noexcept;

    /// POSTs a JSON body to a path below the endpoint. Any HTTP status is a Response; an Error means that no reply
    /// came (name resolution, connection, TLS, timeout, a reply that is not HTTP), and the next call connects anew.
    [[nodiscard]] base::Result<Response> post(const std::string& path, const std::string& json);
    /// GETs a path below the endpoint; with the key only when `with_key` says so.
    [[nodiscard]] base::Result<Response> get(const std::string& path, bool with_key);
    /// Of the connection that is open now; nullopt without one and without TLS.
    [[nodiscard]] std::optional<Certificate> certificate() const;

    /// The request that post() would send, as text, with `***` for the key.
    [[nodiscard]] std::string request_text(const std::string& path, const std::string& json) const;

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

/// The seconds of a Retry-After header: a number or an HTTP date, never negative, at most a day; nullopt when neither.
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(const std::string& text);

}  // namespace sleuth
