#include "layby/seal_file.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "layby/kept_file.hpp"

namespace layby::app {
namespace {

using Key = store::Seal::Key;

bool is_key(const std::string& text) { return text.size() == Key{}.size(); }

std::string new_key() {
    Key key{};
    if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1)
        throw std::runtime_error("no random numbers can be had for the key that seals keys");
    return {key.begin(), key.end()};
}

}  // namespace

store::Seal seal_in(const std::filesystem::path& state) {
    const auto text = kept_or_made(
        {state / "seal.key", "key", "encrypted calls from before agree on new keys", is_key, new_key});
    Key key{};
    std::ranges::copy(text, key.begin());
    return store::Seal(key);
}

}  // namespace layby::app
