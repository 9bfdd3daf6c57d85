// A browser's connectivity checks, as bytes, for the tests of ICE. Header only.
#pragma once
#include <openssl/hmac.h>

#include <string>
#include <vector>

#include "media/ice/checks.hpp"

namespace layby::media {

/// What a check is made of; the usual one is valid.
struct CheckToSend {
    std::string username{"ours:theirs"};
    std::string password{"a password of ours which is long"};
    bool chosen{};      ///< USE-CANDIDATE
    bool controlled{};  ///< ICE-CONTROLLED
    bool signed_by{true};
    bool unknown{};  ///< an attribute that has to be understood

    std::vector<std::uint8_t> bytes() const {
        std::vector<std::uint8_t> out{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1,  2,
                                      3, 4, 5, 6, 7,    8,    9,    10,   11, 12};
        if (!username.empty()) add(out, 0x0006, {username.begin(), username.end()});
        add(out, 0x0024, {0x6e, 0, 1, 0xff});
        if (chosen) add(out, 0x0025, {});
        add(out, controlled ? 0x8029 : 0x802a, std::vector<std::uint8_t>(8, 7));
        if (unknown) add(out, 0x7abc, {1, 2, 3});
        if (signed_by) sign(out);
        add(out, 0x8028, std::vector<std::uint8_t>(4));
        write32(out, out.size() - 4, crc({out.data(), out.size() - 8}) ^ 0x5354554e);
        return out;
    }

  private:
    static void add(std::vector<std::uint8_t>& out, std::uint16_t type,
                    const std::vector<std::uint8_t>& value) {
        out.resize(out.size() + 4);
        write16(out, out.size() - 4, type);
        write16(out, out.size() - 2, static_cast<std::uint16_t>(value.size()));
        out.insert(out.end(), value.begin(), value.end());
        out.resize((out.size() + 3) / 4 * 4);
        write16(out, 2, static_cast<std::uint16_t>(out.size() - 20));
    }
    void sign(std::vector<std::uint8_t>& out) const {
        auto covered = out;
        add(covered, 0x0008, std::vector<std::uint8_t>(20));
        std::vector<std::uint8_t> digest(20);
        HMAC(EVP_sha1(), password.data(), static_cast<int>(password.size()), covered.data(),
             covered.size() - 24, digest.data(), nullptr);
        add(out, 0x0008, digest);
    }
    /// Bit by bit, so that it isn't ours once more.
    static std::uint32_t crc(Bytes bytes) {
        std::uint32_t crc = 0xffffffff;
        for (const auto byte : bytes)
            for (int bit = 0; bit < 8; ++bit)
                crc = crc >> 1 ^ (((crc ^ byte >> bit) & 1) != 0 ? 0xedb88320 : 0);
        return ~crc;
    }
};

inline const IceCredentials ours_in_checks{"ours", "a password of ours which is long"};

}  // namespace layby::media
