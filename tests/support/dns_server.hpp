// A DNS server that knows one name.
#pragma once

#include <Poco/Net/DatagramSocket.h>

#include <atomic>
#include <string>
#include <thread>

namespace test {

/// Answers A questions for `name` with 127.0.0.1, everything else with "no such name". Binding port 53 needs root.
class DnsServer {
public:
    DnsServer(const std::string& address, std::string name);
    ~DnsServer();
    [[nodiscard]] int answered() const { return answered_; }

private:
    void serve();

    Poco::Net::DatagramSocket socket_;
    std::string name_;
    std::atomic<bool> stop_ = false;
    std::atomic<int> answered_ = 0;
    std::thread thread_;
};

}  // namespace test
