#include "base/secret.hpp"

#include <catch2/catch_test_macros.hpp>
#include <ostream>
#include <type_traits>

namespace {
template <typename T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };
}  // namespace

TEST_CASE("a secret has no way into a stream or a string but reveal") {
    STATIC_CHECK_FALSE(Printable<base::Secret>);
    STATIC_CHECK_FALSE(std::is_convertible_v<base::Secret, std::string>);
    CHECK(base::Secret("key").reveal() == "key");
}

TEST_CASE("a secret is taken out of foreign text") {
    const base::Secret key("s3cret");
    CHECK(key.redact("Bearer s3cret is not s3cret") == "Bearer *** is not ***");
    CHECK(base::Secret().redact("nothing") == "nothing");
    CHECK(base::Secret("*").redact("**") == "******");
}
