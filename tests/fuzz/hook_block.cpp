// A hook that somebody else has written: our block goes in and comes out, and every other byte stays.
#include <cstdlib>
#include <string>

#include "agent/install/hook_block.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace agent::install;
    const std::string text(reinterpret_cast<const char*>(data), size);
    (void)is_shell_script(text);
    (void)is_shim(text);
    const bool has_block = without_block(text).has_value();
    if (has_block || has_broken_block(text)) return 0;  // then it is not what an owner wrote
    for (const Position position : {Position::first, Position::last}) {
        const auto once = with_block(text, "pre-exit", "/usr/bin/sleuth-buildkite", position);
        if (without_block(once) != text) std::abort();
        if (with_block(once, "pre-exit", "/usr/bin/sleuth-buildkite", position) != once) std::abort();
    }
    return 0;
}
