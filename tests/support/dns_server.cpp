#include "support/dns_server.hpp"

#include <Poco/Net/SocketAddress.h>

#include <array>

namespace test {
namespace {

// RFC 1035, 4.1: a header of 12 bytes, then the question: labels, an empty one, type and class.
constexpr std::size_t header_bytes = 12;
constexpr char type_a = 1;

struct Question {
    std::string name;
    std::size_t end = 0;  // of the question in the message
    char type = 0;
};

Question read_question(const std::string& message) {
    Question question;
    std::size_t at = header_bytes;
    while (at < message.size() && message[at] != 0) {
        const auto length = static_cast<std::size_t>(message[at]);
        question.name += (question.name.empty() ? "" : ".") + message.substr(at + 1, length);
        at += length + 1;
    }
    question.type = at + 2 < message.size() ? message[at + 2] : '\0';
    question.end = at + 5;
    return question;
}

}  // namespace

DnsServer::DnsServer(const std::string& address, std::string name)
    : socket_(Poco::Net::SocketAddress(address, 53)), name_(std::move(name)), thread_([this] { serve(); }) {}

DnsServer::~DnsServer() {
    stop_ = true;
    thread_.join();
}

void DnsServer::serve() {
    while (!stop_) {
        if (!socket_.poll(Poco::Timespan(0, 20'000), Poco::Net::Socket::SELECT_READ)) continue;
        std::array<char, 1500> buffer{};
        Poco::Net::SocketAddress client;
        const int length = socket_.receiveFrom(buffer.data(), static_cast<int>(buffer.size()), client);
        if (length <= static_cast<int>(header_bytes)) continue;
        const std::string message(buffer.data(), static_cast<std::size_t>(length));
        const Question question = read_question(message);
        const bool known = question.name == name_;
        const bool answer = known && question.type == type_a;
        std::string reply = message.substr(0, 2) + std::string("\x81", 1) + (known ? '\x80' : '\x83') +
                            std::string("\0\1\0", 3) + (answer ? '\1' : '\0') + std::string(4, '\0') +
                            message.substr(header_bytes, question.end - header_bytes);
        // A pointer to the name in the question, type A, class IN, 60 s, four bytes: 127.0.0.1.
        if (answer) reply += std::string("\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1", 16);
        socket_.sendTo(reply.data(), static_cast<int>(reply.size()), client);
        if (answer) ++answered_;
    }
}

}  // namespace test
