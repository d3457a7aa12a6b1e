#include "buildkite/job_api.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include "base/json.hpp"

namespace buildkite {
namespace {

constexpr const char* socket_variable = "BUILDKITE_AGENT_JOB_API_SOCKET";
constexpr const char* token_variable = "BUILDKITE_AGENT_JOB_API_TOKEN";
const Poco::Timespan deadline(1, 0);

int post(const std::string& socket_path, const std::string& token, const std::string& path, const std::string& json) {
    using namespace Poco::Net;
    StreamSocket socket;
    socket.connect(SocketAddress(AddressFamily::UNIX_LOCAL, socket_path), deadline);
    HTTPClientSession session(socket);
    session.setTimeout(deadline);
    HTTPRequest request(HTTPRequest::HTTP_POST, path, HTTPMessage::HTTP_1_1);
    request.setHost("buildkite-agent");
    request.setContentType("application/json");
    request.setContentLength(static_cast<std::streamsize>(json.size()));
    request.set("Authorization", "Bearer " + token);
    session.sendRequest(request) << json;
    HTTPResponse reply;
    session.receiveResponse(reply);
    return reply.getStatus();
}

}  // namespace

bool has_job_api(const base::Environment& environment) {
    return environment.get(socket_variable) && environment.get(token_variable);
}

base::Status redact_in_log(const base::Environment& environment, const base::Secret& secret) {
    const std::string context = "hide the key in the job's log";
    base::json::Object body;
    body.set("redact", secret.reveal());
    try {
        const int status =
            post(environment.get(socket_variable).value_or(""), environment.get(token_variable).value_or(""),
                 "/api/current-job/v0/redactions", base::json::write(body));
        if (status >= 200 && status < 300) return base::done();
        return base::Error{context, "the agent's Job API answered " + std::to_string(status)};
    } catch (const Poco::Exception& exception) {
        return base::Error{context, secret.redact(exception.displayText())};
    } catch (const std::exception& exception) {
        return base::Error{context, exception.what()};
    }
}

}  // namespace buildkite
