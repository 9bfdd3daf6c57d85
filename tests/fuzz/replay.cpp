// Feeds every file of a folder to a fuzz target; an input that once crashed it stays a test.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "entry.hpp"

namespace {

std::vector<std::filesystem::path> files_in(const char* folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

/// In memory of exactly its size, so that reading past its end is seen.
void feed(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::vector<char> read{std::istreambuf_iterator<char>{stream}, {}};
    std::vector<std::uint8_t> bytes(read.begin(), read.end());
    bytes.shrink_to_fit();
    std::printf("%s\n", file.c_str());
    std::fflush(stdout);  // before a crash
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return std::fprintf(stderr, "usage: %s FOLDER\n", arguments[0]), 2;
    const auto files = files_in(arguments[1]);
    for (const auto& file : files) feed(file);
    std::printf("%zu inputs\n", files.size());
    return files.empty() ? 1 : 0;
}
