// What browsers say in SDP beside codecs: the certificate of the handshake that makes the keys (RFC 5763,
// RFC 8122), and with what the way of the audio is checked (ICE, RFC 8839), as it is written and read. For
// this folder only; pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "sip/text/session_description.hpp"
#include "words/media_description.hpp"

namespace layby::sip {

/// As far as it was said for a stream, or for the session.
struct SdpHandshake {
    std::optional<Fingerprint> fingerprint{};  ///< of several the one with the longest digest
    std::optional<DtlsSetup> setup{};
    bool holds_connection{};  ///< a=setup:holdconn: no handshake now
    std::string ice_fragment{}, ice_password{};

    /// Takes a=name:value over if it belongs here. False: it does, and is damaged.
    bool take(std::string_view name, std::string_view value);
    /// What isn't said here is as `session` says.
    void complete(const SdpHandshake& session);

    /// None: no certificate that can be checked.
    std::optional<DtlsDescription> dtls() const;
    std::optional<IceCredentials> ice() const;
};

/// Lines for the stream.
std::string write_handshake(const MediaDescription& audio, const OurPlaces& places);
/// Lines for the session.
std::string write_session_handshake(const MediaDescription& audio);

}  // namespace layby::sip
