#include "calls/house/securing.hpp"

#include <algorithm>
#include <array>

#include "calls/house/board.hpp"

namespace layby::calls {
namespace {

/// What we offer, in this order: every phone that encrypts knows the first, and some know nothing but the
/// first line.
constexpr std::array offered_ciphers{SrtpCipher::cm_128_80, SrtpCipher::gcm_128};

MediaEncryption wanted(const Board& board, const Leg& leg) {
    if (const User* user = leg.is_user() ? board.plan.user(leg.from.name) : nullptr) return user->encryption;
    if (const Trunk* trunk = leg.is_user() ? nullptr : board.plan.trunk(leg.from.name))
        return trunk->encryption;
    return MediaEncryption::prefer;
}

/// A key that everybody on the way can read protects nothing, so only who insists gets one in clear.
bool offers_keys(const Board& board, const Leg& leg) {
    switch (wanted(board, leg)) {
        case MediaEncryption::off:
            return false;
        case MediaEncryption::prefer:
            return leg.transport == Transport::tls;
        case MediaEncryption::require:
            return true;
    }
    return false;
}

}  // namespace

/// RFC 4568 section 5.1.2: of the offer's lines, which are in its order, the first that we can use. Other
/// keys of the peer's get another one of ours, as its counters begin anew (section 7.1.4).
std::optional<CryptoLine> answering_key(Board& board, const Leg& leg, const MediaDescription& offer) {
    if (offer.crypto.empty()) return {};
    const bool encrypted = leg.audio && leg.audio->keys;
    if (!encrypted && !offer.encrypted_only && wanted(board, leg) == MediaEncryption::off) return {};
    if (encrypted)
        for (const CryptoLine& line : offer.crypto)
            if (line.key == leg.audio->keys->theirs) return CryptoLine{line.tag, leg.audio->keys->ours};
    const CryptoLine& first = offer.crypto.front();
    return CryptoLine{first.tag, {first.key.cipher, board.ports.new_key()}};
}

void add_keys(Board& board, const Leg& leg, MediaDescription& offer) {
    if (leg.audio) {
        if (!leg.audio->keys) return;
        offer.crypto = {{1, leg.audio->keys->ours}};
        offer.encrypted_only = leg.ours && leg.ours->encrypted_only;
        return;
    }
    if (!offers_keys(board, leg)) return;
    for (const SrtpCipher cipher : offered_ciphers)
        offer.crypto.push_back(
            {static_cast<std::uint32_t>(offer.crypto.size() + 1), {cipher, board.ports.new_key()}});
    offer.encrypted_only = wanted(board, leg) == MediaEncryption::require;
}

bool lacks_key(const Board& board, const Leg& leg, const MediaDescription& offer) {
    return offer.crypto.empty() && wanted(board, leg) == MediaEncryption::require;
}

bool loses_key(const Board& board, const Leg& leg, const MediaDescription& theirs) {
    return leg.audio && leg.audio->keys && lacks_key(board, leg, theirs);
}

}  // namespace layby::calls
