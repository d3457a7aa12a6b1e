// Feeds a fuzz target with mutations of its corpus, always the same ones: `TARGET CORPUS_FOLDER RUNS`. A target is a
// libFuzzer entry point, so that clang's -fsanitize=fuzzer can take this file's place.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::string> read_corpus(const std::filesystem::path& folder) {
    std::vector<std::string> corpus;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    std::sort(corpus.begin(), corpus.end());
    return corpus;
}

/// Changes a few places: a byte set, removed or doubled, a piece repeated or taken from another seed.
std::string mutate(std::string text, const std::string& other, std::mt19937& random) {
    static constexpr std::size_t most_bytes = 1 << 16;
    const auto below = [&](std::size_t limit) { return limit == 0 ? 0 : random() % limit; };
    for (std::size_t changes = 1 + below(8); changes > 0; --changes) {
        const std::size_t at = below(text.size() + 1);
        switch (below(5)) {
            case 0: text.insert(at, 1, static_cast<char>(below(256))); break;
            case 1: text.erase(at, 1 + below(4)); break;
            case 2:
                if (at < text.size()) text[at] = static_cast<char>(below(256));
                break;
            case 3: text.insert(at, std::string(text, below(text.size() + 1), below(64))); break;
            default: text.insert(at, std::string(other, below(other.size() + 1), below(64))); break;
        }
    }
    return text.substr(0, most_bytes);
}

}  // namespace

int main(int count, char** values) {
    if (count != 3) return EXIT_FAILURE;
    const auto corpus = read_corpus(values[1]);
    std::mt19937 random(1);
    for (int run = std::atoi(values[2]); run > 0; --run) {
        const auto& seed = corpus[random() % corpus.size()];
        const auto text = mutate(seed, corpus[random() % corpus.size()], random);
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    }
    std::cout << values[2] << " inputs from " << corpus.size() << " seeds" << std::endl;
}
