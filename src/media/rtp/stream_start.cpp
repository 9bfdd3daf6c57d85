#include "media/rtp/stream_start.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "media/rtp/rtp_packet.hpp"

namespace layby::media {
namespace {

using Digest = std::array<std::uint8_t, EVP_MAX_MD_SIZE>;

/// HMAC-SHA256: spread evenly, and nobody who sees one leg's numbers learns those of another.
Digest digest_of(std::uint64_t secret, LegId leg, int clock, Duration moment = {}) {
    const std::array<std::uint64_t, 3> about{leg.value, static_cast<std::uint64_t>(clock),
                                             static_cast<std::uint64_t>(moment.count())};
    Digest digest{};
    unsigned size = 0;
    HMAC(EVP_sha256(), &secret, sizeof secret, reinterpret_cast<const unsigned char*>(about.data()),
         sizeof(std::uint64_t) * (moment == Duration{} ? 2 : 3), digest.data(), &size);
    return digest;
}

}  // namespace

StreamStart stream_start(std::uint64_t secret, LegId leg, int clock, Duration wall) {
    const Digest digest = digest_of(secret, leg, clock);
    return {read32(digest, 0),
            static_cast<std::uint16_t>(read16(digest, 4) + passed(wall, numbers_per_second)),
            read32(digest, 6) + static_cast<std::uint32_t>(passed(wall, clock))};
}

StreamStart fresh_stream_start(std::uint64_t secret, LegId leg, int clock, Duration wall) {
    const Digest digest = digest_of(secret, leg, clock, wall);
    return {read32(digest, 0), static_cast<std::uint16_t>(read16(digest, 4) & 0x7fff),
            read32(digest, 6) + static_cast<std::uint32_t>(passed(wall, clock))};
}

std::uint64_t canonical_name(std::uint64_t secret, LegId leg) {
    const Digest digest = digest_of(secret, leg, 0);
    return std::uint64_t{read32(digest, 0)} << 32 | read32(digest, 4);
}

}  // namespace layby::media
