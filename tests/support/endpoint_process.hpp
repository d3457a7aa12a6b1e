// A real sleuth-endpoint, and questions to it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "endpoint/store.hpp"
#include "support/process.hpp"

namespace test {

/// An endpoint with organization acme, project shop, code deployment app, on a free port of loopback.
class EndpointProcess {
public:
    EndpointProcess();

    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] const std::string& all_token() const { return all_token_; }
    [[nodiscard]] const std::string& build_token() const { return build_token_; }
    [[nodiscard]] std::string database() const { return folder_ / "db"; }
    [[nodiscard]] Process& process() { return *process_; }

    /// Ends it with SIGKILL; what it has acknowledged must be there after start().
    void kill();
    /// Starts it on the same database and port.
    void start();

    /// All reports of a commit that are in the database, read from the file itself.
    [[nodiscard]] std::vector<sleuth::BuildReport> reports_of(const std::string& sha) const;
    /// Registers a deploy; returns the reply.
    [[nodiscard]] Finished deploy(const std::string& sha, const Arguments& more_curl_arguments = {}) const;
    /// The Builds tab of a deploy as JSON.
    [[nodiscard]] base::json::Object::Ptr builds_of(const std::string& sha) const;
    /// The variables that configure a hook for this endpoint.
    [[nodiscard]] Variables hook_variables(const std::filesystem::path& spool) const;

private:
    TemporaryFolder folder_;
    std::unique_ptr<Process> process_;
    std::string listen_ = "127.0.0.1:0";
    std::string url_;
    std::string all_token_;
    std::string build_token_;
};

}  // namespace test
