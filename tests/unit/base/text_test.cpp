#include "base/text.hpp"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("a message is one harmless line") {
    CHECK(base::one_line("a\nb\x1b[31mc") == "a b [31mc");
    CHECK(base::one_line("abcdef", 3) == "abc…");
    CHECK(base::one_line("äöü", 3) == "ä…");
}

TEST_CASE("bytes that are not UTF-8 are replaced one by one, the rest stays") {
    CHECK(base::valid_utf8("plain – ünï 🚀") == "plain – ünï 🚀");
    CHECK(base::valid_utf8("a\xff"
                           "b") ==
          "a\xEF\xBF\xBD"
          "b");
    CHECK(base::valid_utf8("\xc3") == "\xEF\xBF\xBD");
    CHECK(base::valid_utf8("\xc0\xaf") == "\xEF\xBF\xBD\xEF\xBF\xBD");  // overlong
}
