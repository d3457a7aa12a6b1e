#include "endpoint/http.hpp"

#include <Poco/Base64Decoder.h>
#include <Poco/Exception.h>
#include <Poco/Net/HTMLForm.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/MediaType.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/String.h>
#include <Poco/ThreadPool.h>
#include <Poco/URI.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <sstream>
namespace endpoint {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr int most_queued_connections = 512;
constexpr int most_form_fields = 200;
const Poco::Timespan socket_timeout(30, 0);
const Poco::Timespan keep_alive_timeout(15, 0);
constexpr std::chrono::seconds longest_stop{10};

base::Secret credential_of(const HTTPServerRequest& request) {
    if (!request.hasCredentials()) return {};
    std::string scheme;
    std::string value;
    request.getCredentials(scheme, value);
    scheme = Poco::toLower(scheme);
    if (scheme == "bearer" || scheme == "apikey") return base::Secret(Poco::trim(value));
    if (scheme != "basic") return {};
    std::istringstream encoded(value);
    Poco::Base64Decoder decoder(encoded);
    const std::string pair{std::istreambuf_iterator<char>(decoder), {}};
    const auto colon = pair.find(':');
    return colon == std::string::npos ? base::Secret() : base::Secret(pair.substr(colon + 1));
}

/// nullopt when the body is larger than allowed.
std::optional<std::string> read_body(HTTPServerRequest& request, std::size_t most) {
    if (request.hasContentLength() && request.getContentLength64() > static_cast<Poco::Int64>(most))
        return std::nullopt;
    std::string body;
    // RFC 9112, 6.3: a request without either has no body. Poco would read on until the connection ends.
    if (!request.hasContentLength() && !request.getChunkedTransferEncoding()) return body;
    char buffer[16384];
    std::istream& stream = request.stream();
    while (stream.read(buffer, sizeof buffer), stream.gcount() > 0) {
        body.append(buffer, static_cast<std::size_t>(stream.gcount()));
        if (body.size() > most) return std::nullopt;
    }
    return body;
}

std::string decoded_path(const Poco::URI& uri) {
    std::vector<std::string> segments;
    uri.getPathSegments(segments);
    std::string path;
    for (const std::string& segment : segments) path += "/" + Poco::replace(segment, "/", "%2F");
    return path.empty() ? "/" : path;
}

Fields fields_of(const Poco::Net::NameValueCollection& from) {
    Fields fields;
    for (const auto& [name, value] : from) fields[name] = value;
    return fields;
}

/// A form's fields; the files of a multipart form are read past. Empty when it is not a form.
Fields form_of(const HTTPServerRequest& request, const std::string& body) {
    Poco::Net::HTMLForm form;
    form.setFieldLimit(most_form_fields);
    form.setValueLengthLimit(static_cast<int>(most_body_bytes));
    std::istringstream stream(body);
    try {
        form.load(request, stream);
    } catch (const Poco::Net::HTMLFormException&) {
        return {};  // curl -d calls every body a form
    }
    return fields_of(form);
}

void send(HTTPServerResponse& out, const Response& response) {
    out.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(response.status));
    out.setReason(Poco::Net::HTTPResponse::getReasonForStatus(out.getStatus()));
    out.setContentType(response.content_type);
    for (const auto& [name, value] : response.headers) out.set(name, value);
    out.set("X-Content-Type-Options", "nosniff");
    out.sendBuffer(response.body.data(), response.body.size());
}

/// Counts the requests that have begun and not ended.
class UnderWay {
public:
    void begin() { change(1); }
    void end() { change(-1); }
    void wait_for_none(std::chrono::seconds deadline) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, deadline, [&] { return count_ == 0; });
    }

private:
    void change(int by) {
        const std::lock_guard lock(mutex_);
        count_ += by;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    int count_ = 0;
};

class RequestHandler final : public Poco::Net::HTTPRequestHandler {
public:
    RequestHandler(const Handler& handler, UnderWay& under_way) : handler_(handler), under_way_(under_way) {
        under_way_.begin();
    }
    ~RequestHandler() override { under_way_.end(); }
    RequestHandler(const RequestHandler&) = delete;
    RequestHandler& operator=(const RequestHandler&) = delete;

    void handleRequest(HTTPServerRequest& in, HTTPServerResponse& out) override {
        Response response;
        try {
            response = answer(in, out);
        } catch (const Poco::Net::NetException&) {
            out.setKeepAlive(false);  // the client is gone
            throw;
        } catch (const Poco::Exception& exception) {
            response = {400, "text/plain; charset=utf-8", "the request cannot be read: " + exception.displayText()};
            out.setKeepAlive(false);
        }
        send(out, response);
    }

private:
    Response answer(HTTPServerRequest& in, HTTPServerResponse& out) {
        const Poco::URI uri(in.getURI());
        Request request;
        request.method = in.getMethod();
        request.path = decoded_path(uri);
        for (const auto& [name, value] : uri.getQueryParameters()) request.query[name] = value;
        request.credential = credential_of(in);
        const Poco::Net::MediaType type(in.getContentType());
        request.content_type = Poco::toLower(type.getType() + "/" + type.getSubType());
        auto body = read_body(in, request.credential.empty() ? most_anonymous_body_bytes : most_body_bytes);
        if (!body) {
            out.setKeepAlive(false);  // the rest of the body is on the wire
            return {413, "text/plain; charset=utf-8",
                    "the body is larger than 8 MiB, or 1 MiB without an Authorization header"};
        }
        if (request.content_type == "application/x-www-form-urlencoded" ||
            request.content_type == "multipart/form-data")
            request.form = form_of(in, *body);
        request.body = std::move(*body);
        return handler_(request);
    }

    const Handler& handler_;
    UnderWay& under_way_;
};

class HandlerFactory final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    HandlerFactory(Handler handler, UnderWay& under_way) : handler_(std::move(handler)), under_way_(under_way) {}
    Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
        return new RequestHandler(handler_, under_way_);  // Poco deletes it
    }

private:
    Handler handler_;
    UnderWay& under_way_;
};

Poco::Net::HTTPServerParams::Ptr parameters() {
    Poco::Net::HTTPServerParams::Ptr given = new Poco::Net::HTTPServerParams;
    given->setMaxThreads(most_threads);
    given->setMaxQueued(most_queued_connections);
    given->setKeepAlive(true);
    given->setKeepAliveTimeout(keep_alive_timeout);
    given->setTimeout(socket_timeout);
    given->setSoftwareVersion("sleuth-endpoint");
    return given;
}

}  // namespace

struct HttpServer::Running {
    UnderWay under_way;
    Poco::ThreadPool threads{2, most_threads};
    Poco::Net::ServerSocket socket;
    Poco::Net::HTTPServer server;
    bool stopped = false;

    Running(const Poco::Net::SocketAddress& address, Handler handler)
        : socket(address, most_queued_connections),
          server(new HandlerFactory(std::move(handler), under_way), threads, socket, parameters()) {
        server.start();
    }
};

HttpServer::HttpServer(std::unique_ptr<Running> running) : running_(std::move(running)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;

HttpServer::~HttpServer() {
    if (running_) stop();
}

base::Result<HttpServer> HttpServer::start(const Poco::Net::SocketAddress& address, Handler handler) {
    try {
        return HttpServer(std::make_unique<Running>(address, std::move(handler)));
    } catch (const Poco::Exception& exception) {
        return base::Error{"listen on " + address.toString(), exception.displayText(), "choose another --listen"};
    }
}

std::string HttpServer::address() const { return running_->socket.address().toString(); }

void HttpServer::stop() {
    if (std::exchange(running_->stopped, true)) return;
    running_->server.stop();
    running_->under_way.wait_for_none(longest_stop);
    // Without aborting, Poco would wait for a request that a client never finishes.
    running_->server.stopAll(/*abortCurrent=*/true);
    running_->threads.joinAll();
}

}  // namespace endpoint
