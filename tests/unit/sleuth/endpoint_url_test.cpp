#include "sleuth/endpoint_url.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

TEST_CASE("one endpoint has one spelling") {
    CHECK(*sleuth::normal_endpoint("HTTPS://Sleuth.Example.com:443/") == "https://sleuth.example.com");
    CHECK(*sleuth::normal_endpoint("http://127.0.0.1:8080//") == "http://127.0.0.1:8080");
    CHECK(*sleuth::normal_endpoint("https://host/sleuth/") == "https://host/sleuth");
    CHECK(*sleuth::normal_endpoint("http://[::1]:80") == "http://[::1]");
}

TEST_CASE("what is not an endpoint is refused, and a password in it is not shown") {
    for (const char* url : {"", "sleuth.example.com", "ftp://host", "https://", "https://host?x=y", "https://host/#f",
                            "http://host:port"})
        CHECK_FALSE(sleuth::normal_endpoint(url));
    const auto refused = sleuth::normal_endpoint("https://user:s3cret@host");
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message(), !Catch::Matchers::ContainsSubstring("s3cret"));
}
