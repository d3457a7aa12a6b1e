#include "support/endpoint_process.hpp"

#include <signal.h>

#include <stdexcept>

#include "endpoint/sqlite_store.hpp"
#include "support/binaries.hpp"

namespace test {
namespace {

/// What stands between `before` and the end of the line.
std::string after(const std::string& text, const std::string& before) {
    const auto at = text.find(before);
    if (at == std::string::npos) return {};
    const auto start = at + before.size();
    return text.substr(start, text.find('\n', start) - start);
}

}  // namespace

EndpointProcess::EndpointProcess() {
    start();
    all_token_ = after(process_->out(), "not shown again): ");
    build_token_ = must_run({endpoint_binary(), "token", "create", "--database", folder_ / "db", "--organization",
                             "acme", "--scope", "REGISTER_BUILD", "--name", "agents"});
}

void EndpointProcess::start() {
    process_ = std::make_unique<Process>(
        Arguments{endpoint_binary(), "serve", "--listen", listen_, "--database", folder_ / "db", "--organization",
                  "acme", "--project", "shop", "--deployment", "app"},
        Variables{});
    if (!eventually([&] { return process_->out().find("listening on ") != std::string::npos; }))
        throw std::runtime_error("the endpoint did not start: " + process_->out() + process_->err());
    url_ = after(process_->out(), "listening on ");
    listen_ = url_.substr(std::string("http://").size());
}

std::uint16_t EndpointProcess::port() const {
    return static_cast<std::uint16_t>(std::stoi(listen_.substr(listen_.rfind(':') + 1)));
}

void EndpointProcess::kill() {
    process_->signal(SIGKILL);
    (void)process_->wait();
}

std::vector<sleuth::BuildReport> EndpointProcess::reports_of(const std::string& sha) const {
    return *(*endpoint::open_sqlite_store(folder_ / "db"))->reports_of("acme", sha);
}

Finished EndpointProcess::deploy(const std::string& sha, const Arguments& more_curl_arguments) const {
    Arguments command{
        "curl", "-sS", "-w", " %{http_code}", "-d", "sha=" + sha, url_ + "/api/1/deployments/acme/app/register_deploy"};
    if (more_curl_arguments.empty()) command.insert(command.end(), {"-H", "Authorization: Bearer " + all_token_});
    command.insert(command.end(), more_curl_arguments.begin(), more_curl_arguments.end());
    return run(command);
}

base::json::Object::Ptr EndpointProcess::builds_of(const std::string& sha) const {
    return *base::json::parse_object(must_run({"curl", "-sS", "--fail", "-H", "Authorization: Bearer " + all_token_,
                                               url_ + "/api/1/deployments/acme/app/deploys/" + sha + "/builds"}));
}

Variables EndpointProcess::hook_variables(const std::filesystem::path& spool) const {
    return {{"SLEUTH_ENDPOINT", url_},   {"SLEUTH_ORGANIZATION", "acme"}, {"SLEUTH_API_KEY", build_token_},
            {"SLEUTH_SPOOL_DIR", spool}, {"SLEUTH_DELIVERY", "inline"},   {"SLEUTH_TIMEOUT", "60"}};
}

}  // namespace test
