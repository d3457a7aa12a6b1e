// The endpoint's public API with a real HTTP client.
#include <Poco/Net/StreamSocket.h>
#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/endpoint_process.hpp"
#include "support/sample_report.hpp"

using Catch::Matchers::ContainsSubstring;

namespace {

struct Client {
    test::EndpointProcess endpoint;

    /// `curl` on a path; the reply's body, a space and the status.
    std::string curl(const std::string& path, test::Arguments arguments = {}) {
        arguments.insert(arguments.begin(), {"curl", "-sS", "-w", " %{http_code}", endpoint.url() + path});
        return test::run(arguments).out;
    }
    std::string as_admin(const std::string& path, test::Arguments arguments = {}) {
        arguments.insert(arguments.end(), {"-H", "Authorization: Bearer " + endpoint.all_token()});
        return curl(path, arguments);
    }
    std::string register_build(const std::string& body) {
        return curl("/api/1/builds/acme/register_build",
                    {"-H", "Authorization: Bearer " + endpoint.build_token(), "-d", body});
    }
};

constexpr const char* register_deploy = "/api/1/deployments/acme/app/register_deploy";
const std::string sha(40, 'a');

std::string report_text(const std::string& id) { return base::json::write(*sleuth::to_json(test::sample_report(id))); }

}  // namespace

TEST_CASE("register_deploy answers as Sleuth does") {
    Client client;
    CHECK(client.as_admin(register_deploy, {"-d", "sha=" + sha}) == "Success 200");
    CHECK_THAT(client.as_admin(register_deploy, {"-d", "sha=" + sha}), ContainsSubstring("400"));
    CHECK(client.as_admin(register_deploy, {"-d", "sha=" + sha, "-d", "ignore_if_duplicate=true"}) == "Success 200");
    CHECK_THAT(client.as_admin(register_deploy, {"-d", "environment=production"}),
               ContainsSubstring("sha is required 400"));
    CHECK_THAT(client.as_admin(register_deploy, {"-d", "sha=" + sha, "-d", "environment=nowhere"}),
               ContainsSubstring("400"));
    CHECK(client.as_admin("/api/1/deployments/acme/nothing/register_deploy", {"-d", "sha=" + sha}) ==
          "Unauthorized 401");
    CHECK(client.curl(register_deploy, {"-d", "sha=" + sha}) == "Unauthorized 401");
}

TEST_CASE("register_deploy takes the key in each of its forms, and JSON, form and multipart bodies") {
    Client client;
    const auto& token = client.endpoint.all_token();
    const auto json = R"({"sha": ")" + std::string(40, 'b') + R"(", "api_key": ")" + token + R"("})";
    CHECK(client.curl(register_deploy, {"-H", "Content-Type: application/json", "-d", json}) == "Success 200");
    CHECK(client.curl(register_deploy, {"-d", "sha=ccccccc", "-d", "api_key=" + token}) == "Success 200");
    CHECK(client.curl(register_deploy, {"-F", "sha=ddddddd", "-F", "api_key=" + token}) == "Success 200");
    CHECK(client.curl(register_deploy, {"-d", "sha=eeeeeee", "-H", "AUTHORIZATION: apikey " + token}) == "Success 200");
}

TEST_CASE("a token does what its scope says") {
    Client client;
    const auto agents = "Authorization: Bearer " + client.endpoint.build_token();
    CHECK_THAT(client.curl(register_deploy, {"-d", "sha=" + sha, "-H", agents}), ContainsSubstring("403"));
    REQUIRE(client.as_admin(register_deploy, {"-d", "sha=" + sha}) == "Success 200");
    CHECK_THAT(client.curl("/api/1/deployments/acme/app/deploys/" + sha + "/builds", {"-H", agents}),
               ContainsSubstring("403"));
    CHECK(client.curl("/api/1/builds/other/register_build", {"-H", agents, "-d", report_text("x")}) ==
          "Unauthorized 401");
    CHECK(client.curl("/acme/deployments/app/deploys/" + sha) == "Unauthorized 401");
    CHECK_THAT(client.curl("/acme/deployments/app/deploys/" + sha, {"-u", "anyone:" + client.endpoint.all_token()}),
               ContainsSubstring("<h1>app") && ContainsSubstring("200"));
}

TEST_CASE("register_build takes one report or many, and says which it refuses") {
    Client client;
    CHECK(client.register_build(report_text("one")) == "Success 200");
    CHECK(client.register_build(report_text("one")) == "Success 200");
    CHECK_THAT(client.register_build(R"({"id": "x"})"),
               ContainsSubstring("field occurred_at") && ContainsSubstring("400"));
    CHECK(
        client.register_build(R"({"reports": [)" + report_text("one") + "," + report_text("two") +
                              R"(, {"id": "bad"}, 7]})") ==
        R"({"results":[{"id":"one","status":"repeated"},{"id":"two","status":"accepted"},)"
        R"({"id":"bad","status":"refused","reason":"read a build report: field occurred_at is required and must be a text"},)"
        R"({"status":"refused","reason":"read a build report: it is not an object"}]} 200)");
    for (const char* body : {"", "[", "7", R"({"reports": []})", R"({"reports": 7})"})
        CHECK_THAT(client.register_build(body), ContainsSubstring("400"));
    CHECK(client.endpoint.reports_of(test::sample_sha).size() == 2);
}

TEST_CASE("unknown fields are kept, credentials are not") {
    Client client;
    auto report = sleuth::to_json(test::sample_report());
    report->set("future", "kept-field");
    base::json::Object::Ptr repository = new base::json::Object;
    repository->set("url", "https://user:s3cret@github.com/acme/app.git");
    report->set("repository", repository);
    REQUIRE(client.register_build(base::json::write(*report)) == "Success 200");
    const auto reports = client.endpoint.reports_of(test::sample_sha);
    CHECK(reports.at(0).repository_url == "https://github.com/acme/app.git");
}

TEST_CASE("a body over 8 MiB is refused, and the endpoint goes on") {
    Client client;
    const test::TemporaryFolder folder;
    test::write_file(folder / "body", std::string(9 << 20, ' '));
    CHECK_THAT(client.register_build("@" + (folder / "body").string()), ContainsSubstring("413"));
    CHECK(client.curl("/healthz") == "ok 200");
}

TEST_CASE("JSON that curl -d calls a form is read as JSON, whatever its size") {
    Client client;
    auto report = test::sample_report();
    report.build.message = std::string(3000, 'm');
    CHECK(client.register_build(base::json::write(*sleuth::to_json(report))) == "Success 200");
    CHECK(client.as_admin(register_deploy, {"-d", R"({"sha": "abcdef0"})"}) == "Success 200");
    CHECK_THAT(client.curl(register_deploy, {"-d", "api_key=" + client.endpoint.all_token(), "-d", "sha=xyz"}),
               ContainsSubstring("sha must be") && ContainsSubstring("400"));
}

TEST_CASE("more readers at once than there are threads are all answered") {
    Client client;
    REQUIRE(client.as_admin(register_deploy, {"-d", "sha=" + sha}) == "Success 200");
    const auto url = client.endpoint.url() + "/acme/deployments/app/deploys/" + sha;
    const auto answers = test::run({"curl", "-sS", "--parallel", "--parallel-immediate", "--parallel-max", "80", "-u",
                                    "x:" + client.endpoint.all_token(), "-o", "/dev/null", "-w", "%{http_code}\n",
                                    url + "?environment=[1-80]"});
    INFO(answers.out << answers.err);
    CHECK(answers.out.find("500") == std::string::npos);
    CHECK(answers.out.find("404") != std::string::npos);  // there are no such environments
}

TEST_CASE("a client that never finishes its request does not hold up the stop") {
    Client client;
    Poco::Net::StreamSocket slow(Poco::Net::SocketAddress("127.0.0.1", client.endpoint.port()));
    const std::string half =
        "POST /api/1/builds/acme/register_build HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{";
    slow.sendBytes(half.data(), static_cast<int>(half.size()));
    CHECK(client.curl("/healthz") == "ok 200");
    client.endpoint.process().signal(SIGTERM);
    CHECK(client.endpoint.process().wait(std::chrono::seconds(15)).exit_code == 0);
}

TEST_CASE("schema, health, unknown paths and methods") {
    Client client;
    CHECK_THAT(client.curl("/api/1/schema/register_build"), ContainsSubstring("\"$defs\"") && ContainsSubstring("200"));
    CHECK(client.curl("/nothing") == "Not found 404");
    CHECK(client.curl("/healthz", {"-X", "POST"}) == "Method not allowed 405");
    CHECK_THAT(client.as_admin("/api/1/deployments/acme/app/deploys/" + sha + "/builds"), ContainsSubstring("404"));
    CHECK_THAT(client.as_admin("/api/1/deployments/acme/app/deploys/HEAD/builds"), ContainsSubstring("400"));
}

TEST_CASE("SIGTERM stops it cleanly with exit code 0") {
    Client client;
    CHECK(client.register_build(report_text("one")) == "Success 200");
    client.endpoint.process().signal(SIGTERM);
    const auto ended = client.endpoint.process().wait(std::chrono::seconds(15));
    INFO(ended.err);
    CHECK(ended.exit_code == 0);
    CHECK_THAT(ended.out, ContainsSubstring("stopped"));
}

TEST_CASE("a token is shown once and kept only as a digest") {
    Client client;
    const test::TemporaryFolder folder;
    const auto database = folder / "db";
    const auto token = [&](test::Arguments words) {
        words.insert(words.begin(), {PROJECT_FOLDER "/build/dev/src/sleuth-endpoint", "token"});
        words.insert(words.end(), {"--database", database, "--organization", "acme"});
        return test::run(words);
    };
    CHECK(token({"create"}).exit_code == 1);  // no organization yet
    client.endpoint.kill();
    {
        test::Process serve({PROJECT_FOLDER "/build/dev/src/sleuth-endpoint", "serve", "--listen", "127.0.0.1:0",
                             "--database", database, "--organization", "acme"},
                            {});
        REQUIRE(test::eventually([&] { return serve.out().find("listening") != std::string::npos; }));
    }
    auto created = token({"create", "--scope", "REGISTER_BUILD", "--name", "agents"}).out;
    created.pop_back();
    CHECK(created.starts_with("slt_"));
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        CHECK_THAT(test::file_content(entry.path()), !ContainsSubstring(created.substr(21)));
    const auto id = created.substr(4, 16);
    CHECK_THAT(token({"list"}).out, ContainsSubstring(id + "  acme  REGISTER_BUILD") && !ContainsSubstring(created));
    CHECK(token({"revoke", id}).exit_code == 0);
    CHECK(token({"revoke", id}).exit_code == 1);
    CHECK_THAT(token({"create", "--scope", "EVERYTHING"}).err, ContainsSubstring("REGISTER_DEPLOY"));
}
