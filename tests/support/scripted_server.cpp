#include "support/scripted_server.hpp"

#include <stdexcept>

#include "base/json.hpp"

namespace test {

ScriptedServer::ScriptedServer(std::function<endpoint::Response(const endpoint::Request&)> reply, std::uint16_t port) {
    auto server = endpoint::HttpServer::start(Poco::Net::SocketAddress("127.0.0.1", port),
                                              [this, reply = std::move(reply)](const endpoint::Request& request) {
                                                  {
                                                      const std::lock_guard lock(mutex_);
                                                      requests_.push_back(request);
                                                  }
                                                  return reply(request);
                                              });
    if (!server) throw std::runtime_error(server.error().message());
    server_ = std::make_unique<endpoint::HttpServer>(std::move(*server));
}

std::string ScriptedServer::url() const { return "http://" + server_->address(); }

std::vector<endpoint::Request> ScriptedServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

endpoint::Response accept_all(const endpoint::Request& request) {
    const auto reports = base::json::array(**base::json::parse_object(request.body), "reports");
    base::json::Array::Ptr results = new base::json::Array;
    for (unsigned int i = 0; i < reports->size(); ++i) {
        base::json::Object::Ptr result = new base::json::Object;
        result->set("id", *base::json::text(*reports->getObject(i), "id"));
        result->set("status", "accepted");
        results->add(result);
    }
    base::json::Object body;
    body.set("results", results);
    return {200, "application/json", base::json::write(body), {}};
}

}  // namespace test
