#include "calls/house/securing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

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
    return board.office.encryption;
}

/// A key that everybody on the way can read protects nothing, so only who insists gets one in clear.
bool offers_keys(const Board& board, const Leg& leg) {
    switch (wanted(board, leg)) {
        case MediaEncryption::off:
            return false;
        case MediaEncryption::prefer:
            return leg.transport == Transport::tls || leg.transport == Transport::wss;
        case MediaEncryption::require:
            return true;
    }
    return false;
}

std::string in_hexadecimal(std::span<const std::uint8_t> bytes) {
    std::string out;
    for (const auto byte : bytes) fmt::format_to(std::back_inserter(out), "{:02x}", byte);
    return out;
}

/// RFC 8445 section 5.3 wants 24 and 128 random bits at least.
IceCredentials new_credentials(Board& board) {
    const auto random = board.ports.new_key();
    return {in_hexadecimal(std::span(random).first(4)), in_hexadecimal(std::span(random).subspan(4, 16))};
}

/// Other ones of the peer's are a restart, and get other ones of ours (RFC 8839 section 4.4.1.1.1).
IceCredentials answering_credentials(Board& board, const Leg& leg, const IceCredentials& theirs) {
    const bool known = leg.audio && leg.audio->ice && leg.audio->ice->theirs == theirs;
    return known ? leg.audio->ice->ours : new_credentials(board);
}

/// Who offers to begin does, and who leaves it to us as well; but nobody changes the part that it has.
DtlsSetup answering_setup(const Leg& leg, DtlsSetup offered) {
    const bool we_began = leg.audio && leg.audio->dtls && leg.audio->dtls->we_begin;
    const bool we_begin = offered == DtlsSetup::passive || (offered == DtlsSetup::actpass && we_began);
    return we_begin ? DtlsSetup::active : DtlsSetup::passive;
}

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

/// As browsers do it: nothing else is understood there (RFC 8834, RFC 8835).
void offer_handshake(MediaDescription& offer, const Fingerprint& ours, IceCredentials ice) {
    offer.dtls = DtlsDescription{ours, DtlsSetup::actpass};
    offer.ice = std::move(ice);
    offer.rtcp_mux = offer.encrypted_only = true;
    offer.mid = "audio";
}

/// What was agreed goes on.
void protect_as_agreed(const Leg& leg, MediaDescription& offer) {
    offer.encrypted_only = leg.ours && leg.ours->encrypted_only;
    if (leg.audio->dtls && leg.ours && leg.ours->dtls) {
        offer.dtls = DtlsDescription{leg.ours->dtls->fingerprint, DtlsSetup::actpass};
        if (leg.audio->ice) offer.ice = leg.audio->ice->ours;
        offer.rtcp_mux = leg.audio->rtcp_mux;
        offer.mid = leg.ours->mid;
    } else if (leg.audio->keys) {
        offer.crypto = {{1, leg.audio->keys->ours}};
    }
}

}  // namespace

Protection answering(Board& board, const Leg& leg, const MediaDescription& offer) {
    const auto fingerprint = offer.dtls ? board.ports.fingerprint() : std::nullopt;
    if (!fingerprint) return {answering_key(board, leg, offer), {}, {}};
    Protection out;
    out.dtls = DtlsDescription{*fingerprint, answering_setup(leg, offer.dtls->setup)};
    if (offer.ice) out.ice = answering_credentials(board, leg, *offer.ice);
    return out;
}

void protect(Board& board, const Leg& leg, MediaDescription& offer, bool handshake) {
    if (leg.audio) return protect_as_agreed(leg, offer);
    if (handshake && is_web_socket(leg.transport))
        if (const auto fingerprint = board.ports.fingerprint())
            return offer_handshake(offer, *fingerprint, new_credentials(board));
    if (!offers_keys(board, leg)) return;
    for (const SrtpCipher cipher : offered_ciphers)
        offer.crypto.push_back(
            {static_cast<std::uint32_t>(offer.crypto.size() + 1), {cipher, board.ports.new_key()}});
    offer.encrypted_only = wanted(board, leg) == MediaEncryption::require;
}

bool lacks_key(const Board& board, const Leg& leg, const MediaDescription& offer) {
    return offer.crypto.empty() && !offer.dtls && wanted(board, leg) == MediaEncryption::require;
}

bool loses_key(const Board& board, const Leg& leg, const MediaDescription& theirs) {
    return leg.audio && (leg.audio->keys || leg.audio->dtls) && lacks_key(board, leg, theirs);
}

}  // namespace layby::calls
