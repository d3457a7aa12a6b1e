// Requests and replies as values, and the server that turns sockets into them.
#pragma once

#include <Poco/Net/SocketAddress.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace endpoint {

/// Names of form and query fields -> values; of a name given twice, the last.
using Fields = std::map<std::string, std::string>;

struct Request {
    std::string method;
    std::string path;  // decoded segments joined by `/`; a `/` inside a segment stays `%2F`
    Fields query;
    std::string content_type;  // media type in lower case, without parameters
    std::string body;
    Fields form;              // of a body that says it is a form
    base::Secret credential;  // of the Authorization header: Bearer, apikey, or the password of Basic
};

struct Response {
    int status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;
    std::map<std::string, std::string> headers{};
};

/// The largest body that is read; a larger one is answered with 413 without being read.
inline constexpr std::size_t most_body_bytes = 8 << 20;
/// And without an Authorization header: the key may be in the body, but whoever has none shall not cost much.
inline constexpr std::size_t most_anonymous_body_bytes = 1 << 20;
/// How many requests are answered at once.
inline constexpr int most_threads = 64;

using Handler = std::function<Response(const Request&)>;

/// A listening HTTP server. Each connection has a thread for as long as it is open; keep-alive is on. Bodies are
/// bounded in size, headers by Poco's limits, every read and write by a timeout.
class HttpServer {
public:
    /// Binds and starts; port 0 takes a free one. The error says which address could not be bound.
    [[nodiscard]] static base::Result<HttpServer> start(const Poco::Net::SocketAddress& address, Handler handler);
    HttpServer(HttpServer&&) noexcept;
    /// As stop().
    ~HttpServer();

    /// Where it listens, such as `127.0.0.1:8080`.
    [[nodiscard]] std::string address() const;
    /// Takes no new connections, lets requests that have begun finish (at most ten seconds), closes the rest.
    void stop();

private:
    struct Running;
    explicit HttpServer(std::unique_ptr<Running> running);
    std::unique_ptr<Running> running_;
};

}  // namespace endpoint
