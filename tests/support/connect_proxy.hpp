// An HTTP proxy that knows CONNECT alone, as companies have between their agents and the world.
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace test {

/// Tunnels every CONNECT to `port` of this machine, whatever it asks for, one at a time.
class ConnectProxy {
public:
    explicit ConnectProxy(std::uint16_t port);
    ~ConnectProxy();
    ConnectProxy(const ConnectProxy&) = delete;
    ConnectProxy& operator=(const ConnectProxy&) = delete;

    /// `127.0.0.1:PORT`
    [[nodiscard]] std::string address() const { return socket_.address().toString(); }
    /// The heads of the requests that came.
    [[nodiscard]] std::vector<std::string> requests() const;

private:
    void serve(std::uint16_t port);

    Poco::Net::ServerSocket socket_;
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

}  // namespace test
