// STUN messages (RFC 8489), as far as connectivity checks need them: a message is read, its proof is looked
// at, and an answer is written. Pure functions; any thread.
#pragma once
#include <optional>
#include <string_view>

#include "media/rtp/rtp_packet.hpp"
#include "media/rtp/socket_address.hpp"

namespace layby::media {

inline constexpr std::size_t stun_header_bytes = 20;
inline constexpr std::uint16_t binding_request = 0x0001, binding_indication = 0x0011, binding_found = 0x0101,
                               binding_refused = 0x0111;

struct StunMessage {
    std::uint16_t type{};
    Bytes bytes;  ///< all of it; what follows points into it
    std::optional<std::string_view> username;
    std::optional<std::size_t>
        integrity_at;  ///< where MESSAGE-INTEGRITY begins; what stands behind it is nothing
    bool use_candidate{}, ice_controlled{};
    std::uint16_t unknown{};  ///< the first attribute that has to be understood, and isn't; 0: none

    Bytes transaction() const { return bytes.subspan(8, 12); }
};

/// None unless it is a whole message whose FINGERPRINT is right.
std::optional<StunMessage> read_stun(Bytes bytes);
/// Whether its MESSAGE-INTEGRITY was made with this password.
bool is_authentic(const StunMessage& message, std::string_view password);

// Answers to a request, into room that has max_stun_answer bytes; their lengths.
inline constexpr std::size_t max_stun_answer = 128;
/// It came from there.
std::size_t write_found(std::span<std::uint8_t> room, const StunMessage& request, const SocketAddress& from,
                        std::string_view password);
/// 400, 401, 420 or 487. Without a password: unsigned, to somebody who has proved nothing.
std::size_t write_refusal(std::span<std::uint8_t> room, const StunMessage& request, int code,
                          std::optional<std::string_view> password);

}  // namespace layby::media
