#include "layby/seal_file.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>

#include "runtime/log.hpp"
#include "settings/private_file.hpp"

namespace layby::app {
namespace {

using Key = store::Seal::Key;

std::optional<Key> key_in(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    Key key{};
    in.read(reinterpret_cast<char*>(key.data()), key.size());
    const bool whole = in.gcount() == static_cast<std::streamsize>(key.size()) &&
                       in.peek() == std::ifstream::traits_type::eof();
    if (!whole) return {};
    return key;
}

Key make_key(const std::filesystem::path& file) {
    Key key{};
    if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1)
        throw std::runtime_error("no random numbers can be had for " + file.string());
    settings::write_private(file, {reinterpret_cast<const char*>(key.data()), key.size()});
    return key;
}

}  // namespace

store::Seal seal_in(const std::filesystem::path& state) {
    const auto file = state / "seal.key";
    if (const auto key = key_in(file)) return store::Seal(*key);
    if (std::filesystem::exists(file))
        log::error("{} is no key and is replaced: encrypted calls from before agree on new keys",
                   file.string());
    return store::Seal(make_key(file));
}

}  // namespace layby::app
