#include "support/connect_proxy.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocket.h>

namespace test {
namespace {

using Poco::Net::Socket;
using Poco::Net::StreamSocket;

const Poco::Timespan look_at_stop(0, 20'000);

/// Passes on what one side has to say; false when it has ended.
bool pass(StreamSocket& from, StreamSocket& to) {
    char buffer[16384];
    const int got = from.receiveBytes(buffer, sizeof buffer);
    if (got <= 0) return false;
    for (int sent = 0; sent < got;) sent += to.sendBytes(buffer + sent, got - sent);
    return true;
}

std::string read_head(StreamSocket& socket) {
    std::string head;
    char byte = 0;
    while (!head.ends_with("\r\n\r\n") && socket.receiveBytes(&byte, 1) == 1) head += byte;
    return head;
}

}  // namespace

ConnectProxy::ConnectProxy(std::uint16_t port)
    : socket_(Poco::Net::SocketAddress("127.0.0.1", 0)), thread_([this, port] { serve(port); }) {}

ConnectProxy::~ConnectProxy() {
    stop_ = true;
    thread_.join();
}

std::vector<std::string> ConnectProxy::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void ConnectProxy::serve(std::uint16_t port) {
    while (!stop_) {
        if (!socket_.poll(look_at_stop, Socket::SELECT_READ)) continue;
        try {
            StreamSocket client = socket_.acceptConnection();
            const std::string head = read_head(client);
            {
                const std::lock_guard lock(mutex_);
                requests_.push_back(head);
            }
            const std::string answer =
                head.starts_with("CONNECT ") ? "HTTP/1.1 200 Go\r\n\r\n" : "HTTP/1.1 405 No\r\n\r\n";
            client.sendBytes(answer.data(), static_cast<int>(answer.size()));
            StreamSocket server(Poco::Net::SocketAddress("127.0.0.1", port));
            for (bool open = true; open && !stop_;) {
                if (client.poll(look_at_stop, Socket::SELECT_READ)) open = pass(client, server);
                if (open && server.poll(look_at_stop, Socket::SELECT_READ)) open = pass(server, client);
            }
        } catch (const Poco::Exception&) {
            // a side that has gone away
        }
    }
}

}  // namespace test
