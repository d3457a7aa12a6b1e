#include "base/json.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

TEST_CASE("fields are read by type, and null is absent") {
    const auto object = *base::json::parse_object(
        R"({"text": "a", "number": 7, "whole": 2.0, "half": 0.5, "huge": 1e300, "flag": true, "none": null,
            "list": [1], "object": {"x": "y"}})");
    CHECK(base::json::text(*object, "text") == "a");
    CHECK_FALSE(base::json::text(*object, "number"));
    CHECK(base::json::integer(*object, "number") == 7);
    CHECK(base::json::integer(*object, "whole") == 2);
    for (const char* name : {"half", "huge", "flag", "text", "none", "missing"})
        CHECK_FALSE(base::json::integer(*object, name));
    CHECK(base::json::absent(*object, "none"));
    CHECK(base::json::array(*object, "list")->size() == 1);
    CHECK(base::json::array(*object, "object").isNull());
    CHECK(base::json::text(*base::json::object(*object, "object"), "x") == "y");
}

TEST_CASE("JSON that is broken, of another kind, or too deep is an error") {
    for (const std::string& text :
         {std::string("{"), std::string("[]"), std::string("7"), std::string(), "{\"a\":" + std::string(100000, '[')})
        CHECK_FALSE(base::json::parse_object(text));
}
