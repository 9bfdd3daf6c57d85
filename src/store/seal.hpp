// Encrypts what is secret in a record (AES-256-GCM) with a key that lies beside the file and not in it, so
// that a copy of the file alone tells nobody the keys of calls. Any thread.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace layby::store {

class Seal {
  public:
    static constexpr std::size_t key_bytes = 32;
    using Key = std::array<std::uint8_t, key_bytes>;

    explicit Seal(const Key& key) : key_(key) {}
    Seal(const Seal&) = default;
    Seal& operator=(const Seal&) = default;
    ~Seal();

    /// Another text each time. Empty when OpenSSL has failed.
    std::string closed(std::string_view secret) const;
    /// Empty when this isn't the key, or the text is damaged.
    std::string opened(std::string_view text) const;
    /// A key for something else, from which this one can't be found. Another one for each purpose.
    std::string key_for(std::string_view purpose) const;

  private:
    Key key_;
};

/// Of a secret that several servers have, for one purpose. Slow, so that a weak secret isn't guessed quickly.
Seal seal_of(std::string_view secret, std::string_view purpose);

}  // namespace layby::store
