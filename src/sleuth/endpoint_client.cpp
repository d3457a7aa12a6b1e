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
#include <sstream>

#include "sleuth/tls.hpp"

namespace sleuth {
namespace {

using Poco::Net::HTTPRequest;

constexpr std::size_t most_reply_bytes = 1 << 20;
constexpr std::chrono::seconds longest_body{30};
constexpr std::chrono::seconds longest_retry_after = std::chrono::hours(24);

Poco::Timespan timespan(std::chrono::milliseconds time) { return Poco::Timespan(time.count() * 1000); }

base::Instant to_instant(const Poco::DateTime& time) {
    return base::Instant(base::Milliseconds(time.timestamp().epochMicroseconds() / 1000));
}

/// RFC 9110's preferred form alone.
std::optional<base::Instant> parse_http_date(const std::string& text) {
    Poco::DateTime date;
    int zone = 0;
    if (!text.ends_with(" GMT")) return std::nullopt;  // the parser alone takes anything
    if (!Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, text, date, zone)) return std::nullopt;
    return to_instant(date);
}

/// At most most_reply_bytes; the deadlines of single reads do not end a server that sends a byte now and then.
std::string read_bounded(std::istream& stream) {
    const auto end = std::chrono::steady_clock::now() + longest_body;
    std::string body;
    char buffer[16384];
    while (body.size() < most_reply_bytes && stream.good()) {
        // readsome() gives what has come, after get() has waited for something to come.
        const int first = stream.get();
        if (first == std::istream::traits_type::eof()) break;
        body += static_cast<char>(first);
        const auto more = stream.readsome(buffer, sizeof buffer);
        body.append(buffer, static_cast<std::size_t>(std::max<std::streamsize>(more, 0)));
        if (std::chrono::steady_clock::now() > end) throw Poco::TimeoutException();
    }
    body.resize(std::min(body.size(), most_reply_bytes));
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
            auto context = make_tls_context(options.ca_file, options.trust_environment);
            if (!context) return context.error();
            session = std::make_unique<Poco::Net::HTTPSClientSession>(base.getHost(), base.getPort(), *context);
        } else {
            session = std::make_unique<Poco::Net::HTTPClientSession>(base.getHost(), base.getPort());
        }
        if (const auto& proxy = options.proxy) {
            session->setProxy(proxy->host, proxy->port);
            if (!proxy->user.empty()) session->setProxyCredentials(proxy->user, proxy->password.reveal());
        }
        session->setKeepAlive(true);
        session->setTimeout(timespan(options.connect_timeout), timespan(options.reply_timeout),
                            timespan(options.reply_timeout));
        return base::done();
    }

    [[nodiscard]] HTTPRequest request(const std::string& method, const std::string& path,
                                      const std::optional<std::string>& json, const std::string& key) const {
        HTTPRequest request(method, base.getPath() + path, Poco::Net::HTTPMessage::HTTP_1_1);
        if (json) {
            request.setContentType("application/json");
            request.setContentLength(static_cast<std::streamsize>(json->size()));
        }
        request.set("User-Agent", options.user_agent);
        if (!key.empty()) request.set("Authorization", "Bearer " + key);
        return request;
    }

    Response exchange(HTTPRequest& request, const std::optional<std::string>& json) {
        std::ostream& out = session->sendRequest(request);
        if (json) out << *json;
        Poco::Net::HTTPResponse reply;
        std::istream& stream = session->receiveResponse(reply);
        Response response;
        response.status = reply.getStatus();
        response.body = redact(read_bounded(stream));
        if (response.body.size() >= most_reply_bytes) session.reset();  // the rest of it would be the next reply
        if (reply.has("Retry-After")) response.retry_after = parse_retry_after(reply.get("Retry-After"));
        if (reply.has("Date")) response.date = parse_http_date(reply.get("Date"));
        return response;
    }

    base::Result<Response> ask(const std::string& method, const std::string& path,
                               const std::optional<std::string>& json, const std::string& key) {
        const std::string context = method + " " + options.endpoint + path;
        std::string cause;
        try {
            if (auto connected = connect(); !connected) return connected.error();
            auto asked = request(method, path, json, key);
            return exchange(asked, json);
        } catch (const Poco::TimeoutException&) {
            cause = "no reply in time";
        } catch (const Poco::Exception& exception) {
            cause = exception.displayText();
        } catch (const std::exception& exception) {
            cause = exception.what();
        }
        session.reset();
        return base::Error{context, redact(cause)};
    }

    [[nodiscard]] std::string redact(std::string text) const {
        text = options.key.redact(std::move(text));
        return options.proxy ? options.proxy->password.redact(std::move(text)) : text;
    }
};

EndpointClient::EndpointClient(ClientOptions options) : connection_(std::make_unique<Connection>(std::move(options))) {}
EndpointClient::~EndpointClient() = default;
EndpointClient::EndpointClient(EndpointClient&&) noexcept = default;

base::Result<Response> EndpointClient::post(const std::string& path, const std::string& json) {
    return connection_->ask(HTTPRequest::HTTP_POST, path, json, connection_->options.key.reveal());
}

base::Result<Response> EndpointClient::get(const std::string& path, bool with_key) {
    return connection_->ask(HTTPRequest::HTTP_GET, path, std::nullopt,
                            with_key ? connection_->options.key.reveal() : std::string());
}

std::optional<Certificate> EndpointClient::certificate() const {
    auto* session = dynamic_cast<Poco::Net::HTTPSClientSession*>(connection_->session.get());
    if (session == nullptr) return std::nullopt;
    try {
        const auto certificate = session->serverCertificate();
        return Certificate{certificate.issuerName(), to_instant(certificate.expiresOn())};
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
}

std::string EndpointClient::request_text(const std::string& path, const std::string& json) const {
    auto request = connection_->request(HTTPRequest::HTTP_POST, path, json, "***");
    request.setHost(connection_->base.getHost(), connection_->base.getPort());
    std::ostringstream text;
    request.write(text);
    return text.str() + json;
}

std::optional<std::chrono::seconds> parse_retry_after(const std::string& text) {
    std::chrono::seconds wait{0};
    Poco::UInt64 number = 0;
    if (Poco::NumberParser::tryParseUnsigned64(text, number)) {
        wait = std::chrono::seconds(std::min<Poco::UInt64>(number, longest_retry_after.count()));
    } else {
        const auto date = parse_http_date(text);
        if (!date) return std::nullopt;
        wait = std::chrono::duration_cast<std::chrono::seconds>(*date - base::SystemClock().now());
    }
    return std::clamp(wait, std::chrono::seconds(0), longest_retry_after);
}

}  // namespace sleuth
