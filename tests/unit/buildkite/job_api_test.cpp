#include "buildkite/job_api.hpp"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <catch2/catch_test_macros.hpp>
#include <future>

#include "support/job_environment.hpp"
#include "support/temporary_folder.hpp"

namespace {

/// A Job API on a socket of its own: takes one request and answers with this status line.
struct FakeJobApi {
    test::TemporaryFolder folder;
    Poco::Net::ServerSocket socket{
        Poco::Net::SocketAddress(Poco::Net::AddressFamily::UNIX_LOCAL, (folder / "api.sock").string())};

    [[nodiscard]] base::Environment environment() const {
        return test::environment_of(
            {{"BUILDKITE_AGENT_JOB_API_SOCKET", folder / "api.sock"}, {"BUILDKITE_AGENT_JOB_API_TOKEN", "job-token"}});
    }
    std::future<std::string> answer(const std::string& status) {
        return std::async(std::launch::async, [this, status] {
            auto connection = socket.acceptConnection();
            std::string request;
            char buffer[4096];
            while (request.find('}') == std::string::npos) {
                const int got = connection.receiveBytes(buffer, sizeof buffer);
                if (got <= 0) break;
                request.append(buffer, static_cast<std::size_t>(got));
            }
            const std::string reply = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
            connection.sendBytes(reply.data(), static_cast<int>(reply.size()));
            return request;
        });
    }
};

}  // namespace

TEST_CASE("the agent is asked to hide a secret in the job's log") {
    FakeJobApi api;
    auto request = api.answer("201 Created");
    CHECK(buildkite::has_job_api(api.environment()));
    CHECK(buildkite::redact_in_log(api.environment(), base::Secret("s3cret")));
    const auto text = request.get();
    CHECK(text.starts_with("POST /api/current-job/v0/redactions HTTP/1.1\r\n"));
    CHECK(text.find("Authorization: Bearer job-token\r\n") != std::string::npos);
    CHECK(text.ends_with(R"({"redact":"s3cret"})"));
}

TEST_CASE("an agent that does not hide it, or is not there, is an error without the secret") {
    FakeJobApi api;
    auto request = api.answer("422 Unprocessable");
    CHECK_FALSE(buildkite::redact_in_log(api.environment(), base::Secret("s3cret")));
    request.get();
    const auto gone = buildkite::redact_in_log(
        test::environment_of({{"BUILDKITE_AGENT_JOB_API_SOCKET", "/nowhere"}, {"BUILDKITE_AGENT_JOB_API_TOKEN", "t"}}),
        base::Secret("s3cret"));
    REQUIRE_FALSE(gone);
    CHECK(gone.error().message().find("s3cret") == std::string::npos);
}
