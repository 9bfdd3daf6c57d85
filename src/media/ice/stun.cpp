#include "media/ice/stun.hpp"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace layby::media {
namespace {

constexpr std::uint32_t magic_cookie = 0x2112'a442;
constexpr std::size_t attribute_header_bytes = 4, integrity_bytes = 20, fingerprint_bytes = 4;
constexpr std::uint32_t fingerprint_mask = 0x5354'554e;
enum Attribute : std::uint16_t {
    mapped_address = 0x0001,
    username = 0x0006,
    message_integrity = 0x0008,
    error_code = 0x0009,
    unknown_attributes = 0x000a,
    realm = 0x0014,
    nonce = 0x0015,
    message_integrity_sha256 = 0x001c,
    password_algorithm = 0x001d,
    userhash = 0x001e,
    xor_mapped_address = 0x0020,
    priority = 0x0024,
    use_candidate = 0x0025,
    fingerprint = 0x8028,
    ice_controlled = 0x8029,
};
constexpr std::array understood{mapped_address,
                                username,
                                message_integrity,
                                error_code,
                                unknown_attributes,
                                realm,
                                nonce,
                                message_integrity_sha256,
                                password_algorithm,
                                userhash,
                                xor_mapped_address,
                                priority,
                                use_candidate};

constexpr auto crc_table = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? value >> 1 ^ 0xedb8'8320 : value >> 1;
        table[i] = value;
    }
    return table;
}();

/// The CRC of Ethernet (ISO 3309), with the mask of STUN.
std::uint32_t fingerprint_of(Bytes bytes) {
    std::uint32_t crc = ~std::uint32_t{0};
    for (const std::uint8_t byte : bytes) crc = crc_table[(crc ^ byte) & 0xff] ^ crc >> 8;
    return ~crc ^ fingerprint_mask;
}

using Integrity = std::array<std::uint8_t, integrity_bytes>;

/// Of a message up to its attribute MESSAGE-INTEGRITY. Its header has to say that it ends with that.
std::optional<Integrity> integrity_of(Bytes before, std::string_view password) {
    std::array<std::uint8_t, max_packet_bytes> copy;
    if (before.size() > copy.size()) return {};
    std::ranges::copy(before, copy.begin());
    write16(copy, 2,
            static_cast<std::uint16_t>(before.size() - stun_header_bytes + attribute_header_bytes +
                                       integrity_bytes));
    Integrity out{};
    unsigned length = 0;
    if (HMAC(EVP_sha1(), password.data(), static_cast<int>(password.size()), copy.data(), before.size(),
             out.data(), &length) == nullptr)
        return {};
    return out;
}

std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Of two with one name the first counts.
void note(StunMessage& message, std::uint16_t type, Bytes value, std::size_t at) {
    if (message.integrity_at) return;
    if (type == username && !message.username) message.username = text_of(value);
    if (type == message_integrity && value.size() == integrity_bytes) message.integrity_at = at;
    if (type == use_candidate) message.use_candidate = true;
    if (type == ice_controlled) message.ice_controlled = true;
    const bool optional = type >= 0x8000;
    if (!optional && message.unknown == 0 && std::ranges::find(understood, type) == understood.end())
        message.unknown = type;
}

/// False: they don't fill the message as they should.
bool read_attributes(StunMessage& message, std::size_t end) {
    std::size_t at = stun_header_bytes;
    while (at < end) {
        const std::size_t length = read16(message.bytes, at + 2);
        const std::size_t value = at + attribute_header_bytes;
        if (length > end - value) return false;
        note(message, read16(message.bytes, at), message.bytes.subspan(value, length), at);
        at = value + (length + 3) / 4 * 4;
    }
    return at == end;
}

class Answer {
  public:
    Answer(std::span<std::uint8_t> room, std::uint16_t type, const StunMessage& request)
        : room_(room), length_(stun_header_bytes) {
        write16(room_, 0, type);
        write32(room_, 4, magic_cookie);
        std::ranges::copy(request.transaction(), room_.begin() + 8);
    }
    /// Its room, which is to be filled.
    std::span<std::uint8_t> add(std::uint16_t type, std::size_t bytes) {
        write16(room_, length_, type);
        write16(room_, length_ + 2, static_cast<std::uint16_t>(bytes));
        const auto value = room_.subspan(length_ + attribute_header_bytes, (bytes + 3) / 4 * 4);
        std::ranges::fill(value, std::uint8_t{0});
        length_ += attribute_header_bytes + value.size();
        write16(room_, 2, static_cast<std::uint16_t>(length_ - stun_header_bytes));
        return value;
    }
    /// The whole length; 0: OpenSSL has failed.
    std::size_t finish(std::optional<std::string_view> password) {
        if (password) {
            const auto integrity = integrity_of(room_.first(length_), *password);
            if (!integrity) return 0;
            std::ranges::copy(*integrity, add(message_integrity, integrity_bytes).begin());
        }
        const std::size_t before = length_;
        const auto value = add(fingerprint, fingerprint_bytes);
        write32(value, 0, fingerprint_of(room_.first(before)));
        return length_;
    }

  private:
    std::span<std::uint8_t> room_;
    std::size_t length_;
};

/// Hidden from those on the way that rewrite addresses (RFC 8489 section 14.2).
void add_address(Answer& answer, const StunMessage& request, const SocketAddress& from) {
    const bool v6 = from.family() == AF_INET6;
    const auto* ip = v6 ? reinterpret_cast<const std::uint8_t*>(
                              &reinterpret_cast<const sockaddr_in6*>(from.raw())->sin6_addr)
                        : reinterpret_cast<const std::uint8_t*>(
                              &reinterpret_cast<const sockaddr_in*>(from.raw())->sin_addr);
    const std::size_t bytes = v6 ? 16 : 4;
    const auto value = answer.add(xor_mapped_address, 4 + bytes);
    value[1] = v6 ? 2 : 1;
    write16(value, 2, static_cast<std::uint16_t>(from.port() ^ magic_cookie >> 16));
    const Bytes mask = request.bytes.subspan(4, bytes);  // the cookie and the transaction
    for (std::size_t i = 0; i < bytes; ++i) value[4 + i] = ip[i] ^ mask[i];
}

}  // namespace

std::optional<StunMessage> read_stun(Bytes bytes) {
    constexpr std::size_t trailer = attribute_header_bytes + fingerprint_bytes;
    if (bytes.size() < stun_header_bytes + trailer || bytes.size() > max_packet_bytes || bytes[0] >= 64)
        return {};
    const std::size_t end = bytes.size() - trailer;
    if (read32(bytes, 4) != magic_cookie || bytes.size() % 4 != 0 ||
        read16(bytes, 2) != bytes.size() - stun_header_bytes)
        return {};
    if (read16(bytes, end) != fingerprint || read16(bytes, end + 2) != fingerprint_bytes ||
        read32(bytes, end + attribute_header_bytes) != fingerprint_of(bytes.first(end)))
        return {};
    StunMessage message;
    message.type = read16(bytes, 0);
    message.bytes = bytes;
    if (!read_attributes(message, end)) return {};
    return message;
}

bool is_authentic(const StunMessage& message, std::string_view password) {
    if (!message.integrity_at) return false;
    const auto integrity = integrity_of(message.bytes.first(*message.integrity_at), password);
    return integrity &&
           CRYPTO_memcmp(integrity->data(), &message.bytes[*message.integrity_at + attribute_header_bytes],
                         integrity_bytes) == 0;
}

std::size_t write_found(std::span<std::uint8_t> room, const StunMessage& request, const SocketAddress& from,
                        std::string_view password) {
    Answer answer(room, binding_found, request);
    add_address(answer, request, from);
    return answer.finish(password);
}

std::size_t write_refusal(std::span<std::uint8_t> room, const StunMessage& request, int code,
                          std::optional<std::string_view> password) {
    Answer answer(room, binding_refused, request);
    const auto value = answer.add(error_code, 4);
    value[2] = static_cast<std::uint8_t>(code / 100);
    value[3] = static_cast<std::uint8_t>(code % 100);
    if (code == 420) write16(answer.add(unknown_attributes, 2), 0, request.unknown);
    return answer.finish(password);
}

}  // namespace layby::media
