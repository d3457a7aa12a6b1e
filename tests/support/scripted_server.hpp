// HTTP servers that misbehave as told, and remember what reached them.
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "endpoint/http.hpp"

namespace test {

/// Answers every request with what `reply` says, and keeps the requests.
class ScriptedServer {
public:
    explicit ScriptedServer(std::function<endpoint::Response(const endpoint::Request&)> reply, std::uint16_t port = 0);

    [[nodiscard]] std::string url() const;
    [[nodiscard]] std::vector<endpoint::Request> requests() const;

private:
    mutable std::mutex mutex_;
    std::vector<endpoint::Request> requests_;
    std::unique_ptr<endpoint::HttpServer> server_;
};

/// Accepts connections (in the kernel) and never answers.
class SilentServer {
public:
    explicit SilentServer(std::uint16_t port = 0) : socket_(Poco::Net::SocketAddress("127.0.0.1", port), 64) {}
    [[nodiscard]] std::string url() const { return "http://" + socket_.address().toString(); }

private:
    Poco::Net::ServerSocket socket_;
};

/// The reply of an endpoint that accepts all reports of a request.
[[nodiscard]] endpoint::Response accept_all(const endpoint::Request& request);

}  // namespace test
