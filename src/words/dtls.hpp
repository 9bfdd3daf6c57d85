// How two parties agree in SDP on keys that a handshake beside the audio makes (DTLS-SRTP, RFC 5763), and on
// who may say where the audio goes to (ICE, RFC 8839). Plain values; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace layby {

enum class DigestName : std::uint8_t { sha_1, sha_256, sha_384, sha_512 };

/// Of the certificate that its writer shows in the handshake (RFC 8122): it is nobody else.
struct Fingerprint {
    DigestName hash{DigestName::sha_256};
    std::vector<std::uint8_t> digest;
    bool operator==(const Fingerprint&) const = default;
};

/// Who begins the handshake (RFC 4145 section 4): the active one. Who offers leaves it to the other.
enum class DtlsSetup : std::uint8_t { actpass, active, passive };

struct DtlsDescription {
    Fingerprint fingerprint;
    DtlsSetup setup{};
    bool operator==(const DtlsDescription&) const = default;
};

/// What the other side proves its connectivity checks with (RFC 8445 section 7.2.2).
struct IceCredentials {
    std::string fragment;  ///< a=ice-ufrag; 4 to 256 characters
    std::string password;  ///< a=ice-pwd; 22 to 256 characters; it goes into no log
    bool operator==(const IceCredentials&) const = default;
};

}  // namespace layby
