// The lines of SDP taken apart, as far as audio needs them. What isn't understood is left out by itself and
// noted as damage; white space is taken wherever phones put it. For this folder only; pure; safe on any
// bytes.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sip/text/sdp_dtls.hpp"
#include "sip/text/session_description.hpp"

namespace layby::sip {

/// What is said at session level or for one medium.
struct SdpSection {
    std::string ip;  ///< of c=, as written, without TTL; empty: none, or none that we understand
    std::optional<Direction> direction;
    SdpHandshake handshake;
    bool damaged{};  ///< something in it was not understood that should have been
};

/// "opus/48000/2", without white space.
struct SdpEncoding {
    std::string name;
    std::optional<unsigned> clock;  ///< none: not said
    std::string parameters;         ///< channels
};

struct SdpMedium : SdpSection {
    MediaLine line;
    std::optional<std::uint16_t> port;            ///< none: no port number
    std::map<unsigned, SdpEncoding> encodings{};  ///< a=rtpmap
    std::optional<Address> rtcp{};
    std::optional<std::uint16_t> max_ptime{};
    std::vector<CryptoLine> crypto{};  ///< of the a=crypto lines those that we can use
    bool rtcp_mux{};
    std::string mid{};
};

struct SdpLines {
    SdpSection session;
    std::vector<SdpMedium> media;
    std::string origin;
    bool ice_lite{};                     ///< the writer only answers checks, as we do
    std::vector<std::string> bundled{};  ///< the streams that share one way (RFC 9143), by mid
};

/// None: not SDP of version 0, or more of it than anybody needs.
std::optional<SdpLines> read_sdp_lines(std::string_view text);

/// Cuts off and returns the next word; white space around it is dropped. Empty: there is none.
std::string_view take_word(std::string_view& text);
/// A number that fits, and nothing else.
std::optional<std::uint16_t> sdp_number(std::string_view text);
/// Whether both are the same but for the case of letters.
bool same_word(std::string_view one, std::string_view other);

}  // namespace layby::sip
