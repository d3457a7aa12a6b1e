#include "sleuth/endpoint_client.hpp"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/NumberParser.h>
#include <Poco/URI.h>

#include <algorithm>

#include "sleuth/tls.hpp"

namespace sleuth {
namespace {

constexpr std::size_t most_reply_bytes = 1 << 20;
constexpr std::chrono::seconds longest_retry_after = std::chrono::hours(24);

Poco::Timespan timespan(std::chrono::milliseconds time) { return Poco::Timespan(time.count() * 1000); }

std::string read_bounded(std::istream& stream) {
    std::string body(most_reply_bytes, '\0');
    stream.read(body.data(), static_cast<std::streamsize>(body.size()));
    body.resize(static_cast<std::size_t>(stream.gcount()));
    return body;
}

}  // namespace

struct EndpointClient::Connection {
    ClientOptions options;
    Poco::URI base;
    std::unique_ptr<Poco::Net::HTTPClientSession> session;

    explicit Connection(ClientOptions given) : options(std::move(given)), base(options.endpoint) {}

    base::Status connect() {
        if (session) return base::done();
        if (base.getScheme() == "https") {
            auto context = make_tls_context(options.ca_file);
            if (!context) return context.error();
            session = std::make_unique<Poco::Net::HTTPSClientSession>(base.getHost(), base.getPort(), *context);
        } else {
            session = std::make_unique<Poco::Net::HTTPClientSession>(base.getHost(), base.getPort());
        }
        session->setKeepAlive(true);
        session->setTimeout(timespan(options.connect_timeout), timespan(options.reply_timeout),
                            timespan(options.reply_timeout));
        return base::done();
    }

    Response exchange(const std::string& path, const std::string& json) {
        Poco::Net::HTTPRequest request(Poco::Net::HTTPRequest::HTTP_POST, base.getPath() + path,
                                       Poco::Net::HTTPMessage::HTTP_1_1);
        request.setContentType("application/json");
        request.setContentLength(static_cast<std::streamsize>(json.size()));
        request.set("User-Agent", options.user_agent);
        request.set("Authorization", "Bearer " + options.key.reveal());
        session->sendRequest(request) << json;
        Poco::Net::HTTPResponse reply;
        std::istream& stream = session->receiveResponse(reply);
        Response response;
        response.status = reply.getStatus();
        response.body = options.key.redact(read_bounded(stream));
        if (response.body.size() >= most_reply_bytes) session.reset();  // the rest of it would be the next reply
        if (reply.has("Retry-After")) response.retry_after = parse_retry_after(reply.get("Retry-After"));
        return response;
    }
};

EndpointClient::EndpointClient(ClientOptions options) : connection_(std::make_unique<Connection>(std::move(options))) {}
EndpointClient::~EndpointClient() = default;
EndpointClient::EndpointClient(EndpointClient&&) noexcept = default;

base::Result<Response> EndpointClient::post(const std::string& path, const std::string& json) {
    const std::string context = "POST " + connection_->options.endpoint + path;
    std::string cause;
    try {
        if (auto connected = connection_->connect(); !connected) return connected.error();
        return connection_->exchange(path, json);
    } catch (const Poco::TimeoutException&) {
        cause = "no reply in time";
    } catch (const Poco::Exception& exception) {
        cause = exception.displayText();
    } catch (const std::exception& exception) {
        cause = exception.what();
    }
    connection_->session.reset();
    return base::Error{context, connection_->options.key.redact(cause)};
}

std::optional<std::chrono::seconds> parse_retry_after(const std::string& text) {
    std::chrono::seconds wait{0};
    Poco::UInt64 number = 0;
    if (Poco::NumberParser::tryParseUnsigned64(text, number)) {
        wait = std::chrono::seconds(std::min<Poco::UInt64>(number, longest_retry_after.count()));
    } else {
        Poco::DateTime date;
        int zone = 0;
        if (!text.ends_with(" GMT")) return std::nullopt;  // the parser alone takes anything
        if (!Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, text, date, zone)) return std::nullopt;
        wait = std::chrono::seconds((date.timestamp() - Poco::Timestamp()) / Poco::Timestamp::resolution());
    }
    return std::clamp(wait, std::chrono::seconds(0), longest_retry_after);
}

}  // namespace sleuth
