#include "base/ids.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

namespace base {
namespace {

void fill(void* bytes, std::size_t count) {
    for (std::size_t filled = 0; filled < count;) {
        const ssize_t got = ::getrandom(static_cast<char*>(bytes) + filled, count - filled, 0);
        if (got > 0)
            filled += static_cast<std::size_t>(got);
        else if (errno != EINTR)
            std::abort();  // Linux 3.17 and later cannot fail here; nothing can be done safely without randomness
    }
}

}  // namespace

std::string random_hex(std::size_t bytes) {
    std::vector<unsigned char> noise(bytes);
    fill(noise.data(), bytes);
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes * 2);
    for (const unsigned char byte : noise) {
        text += digits[byte >> 4];
        text += digits[byte & 0xf];
    }
    return text;
}

std::uint32_t random_number() {
    std::uint32_t number = 0;
    fill(&number, sizeof number);
    return number;
}

std::string new_id() {
    std::string id = random_hex(16);
    id[12] = '4';                                                       // version 4
    id[16] = "89ab"[std::string("0123456789abcdef").find(id[16]) & 3];  // variant 1
    for (const std::size_t at : {8UL, 13UL, 18UL, 23UL}) id.insert(at, 1, '-');
    return id;
}

}  // namespace base
