#include "sleuth/proxy.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "sleuth/endpoint_client.hpp"
#include "support/job_environment.hpp"
#include "support/scripted_server.hpp"

using sleuth::proxy_of_environment;
using sleuth::read_proxy;

TEST_CASE("a proxy's URL") {
    const auto proxy = read_proxy("http://user:p%40ss@Proxy.corp:3128");
    REQUIRE(proxy);
    CHECK(proxy->shown() == "http://proxy.corp:3128");
    CHECK(proxy->user == "user");
    CHECK(read_proxy("proxy.corp:3128")->port == 3128);
    CHECK(read_proxy("http://proxy.corp")->port == 80);
    for (const char* bad : {"", "https://proxy:1", "ftp://user:s3cret@proxy", "http://:1", "socks5://p:1"}) {
        INFO(bad);
        const auto refused = read_proxy(bad);
        REQUIRE_FALSE(refused);
        CHECK_THAT(refused.error().message(), !Catch::Matchers::ContainsSubstring("s3cret"));
    }
}

TEST_CASE("the proxy that the environment names") {
    const auto proxy = [](const test::Variables& variables, const std::string& endpoint) {
        const auto found = *proxy_of_environment(test::environment_of(variables), endpoint);
        return found ? found->shown() : "none";
    };
    CHECK(proxy({{"HTTPS_PROXY", "http://p:1"}}, "https://sleuth.corp") == "http://p:1");
    CHECK(proxy({{"https_proxy", "http://q:1"}, {"HTTPS_PROXY", "http://p:1"}}, "https://sleuth.corp") == "http://q:1");
    CHECK(proxy({{"HTTPS_PROXY", "http://p:1"}}, "http://sleuth.corp") == "none");
    CHECK(proxy({{"http_proxy", "http://p:1"}}, "http://sleuth.corp") == "http://p:1");
    CHECK(proxy({{"HTTP_PROXY", "http://p:1"}}, "http://sleuth.corp") == "none");
    for (const char* exception : {"sleuth.corp", "x, .corp", "corp", "*", "SLEUTH.corp:443"})
        CHECK(proxy({{"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", exception}}, "https://sleuth.corp") == "none");
    CHECK(proxy({{"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", "x,*.corp"}}, "https://sleuth.corp") == "none");
    for (const char* exception : {"10.0.0.0/8", "10.1.2.3", "10.1.2.3:443", "::1,10.1.0.0/16"})
        CHECK(proxy({{"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", exception}}, "https://10.1.2.3") == "none");
    for (const char* other : {"10.1.2.4", "11.0.0.0/8", "10.0.0.0/99", "10.0.0.0/x"})
        CHECK(proxy({{"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", other}}, "https://10.1.2.3") == "http://p:1");
    CHECK(proxy({{"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", "::1"}}, "https://[::1]:8443") == "none");
    for (const char* other : {"leuth.corp", "sleuth.corp:8443", "sleuth", ""})
        CHECK(proxy({{"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", other}}, "https://sleuth.corp") == "http://p:1");
}

TEST_CASE("requests go through the proxy") {
    const test::ScriptedServer proxy(
        [](const endpoint::Request&) { return endpoint::Response{200, "text/plain", "from the proxy", {}}; });
    sleuth::EndpointClient client({.endpoint = "http://sleuth.invalid",
                                   .key = base::Secret("k"),
                                   .proxy = *read_proxy(proxy.url()),
                                   .user_agent = "t"});
    const auto reply = client.post("/x", "{}");
    REQUIRE(reply);
    CHECK(reply->body == "from the proxy");
    CHECK(proxy.requests().size() == 1);
}
