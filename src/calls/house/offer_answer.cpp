// A leg's offers and answers (RFC 3264): the first of a call, and those within it: hold, resume, a new
// address, another codec.
#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/holding.hpp"
#include "calls/house/keys.hpp"
#include "calls/house/media_agreement.hpp"
#include "calls/house/securing.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

const Refused no_codec{488, "no codec in common"};
const Refused in_clear{488, "audio must be encrypted"};
const Refused no_certificate{488, "no certificate for DTLS-SRTP"};

std::vector<Codec> liked(std::optional<Codec> codec) {
    if (!codec) return {};
    return {*codec};
}

MediaDescription our_offer(Board& board, const Leg& leg, std::optional<Codec> like) {
    auto offer = make_offer(*leg.local, liked(like));
    protect(board, leg, offer);
    return offer;
}

std::optional<MediaDescription> our_answer(Board& board, const Leg& leg, const MediaDescription& offer,
                                           std::optional<Codec> like) {
    return make_answer(offer, *leg.local, like, answering(board, leg, offer));
}

/// To the first offer of its call; said again, it is the same.
std::optional<MediaDescription> first_answer(Board& board, const Leg& leg, std::optional<Codec> like) {
    if (!CHECK(leg.local && leg.theirs)) return std::nullopt;
    return leg.ours ? leg.ours : our_answer(board, leg, *leg.theirs, like);
}

/// What is agreed, with what is known of the peer already.
std::optional<LegAudio> agreed(const Board& board, const Leg& leg, const MediaDescription& ours,
                               const MediaDescription& theirs, const MediaDescription& answer) {
    auto audio = agreement(ours, theirs, answer);
    if (!audio || loses_key(board, leg, theirs)) return std::nullopt;
    audio->peer_ip = leg.peer_ip;
    audio->proved = !leg.inbound || leg.confirmed || (leg.audio && leg.audio->proved);
    if (!leg.audio) return audio;
    const bool same_way = audio->ice ? leg.audio->ice == audio->ice : leg.audio->remote == audio->remote;
    if (same_way) audio->found = leg.audio->found;
    if (audio->dtls && leg.audio->dtls && audio->dtls->fingerprint == leg.audio->dtls->fingerprint)
        audio->keys = leg.audio->keys;
    return audio;
}

/// Takes it over and orders it from the engine.
void settle(Board& board, Leg& leg, const MediaDescription& ours, const MediaDescription& theirs,
            LegAudio audio) {
    leg.ours = ours;
    leg.theirs = theirs;
    leg.audio = std::move(audio);
    leg.offered.reset();
    board.order(Negotiated{leg.id, *leg.audio});
    watch_keys(board, leg);
    note_hold(board, leg);
}

/// False: nothing can be agreed, and all is as it was.
bool settle_on(Board& board, Leg& leg, const MediaDescription& ours, const MediaDescription& theirs,
               const MediaDescription& answer) {
    auto audio = agreed(board, leg, ours, theirs, answer);
    if (audio) settle(board, leg, ours, theirs, std::move(*audio));
    return audio.has_value();
}

/// The signalling refreshed the session by itself: mostly as it was, but a phone may say by its answer that
/// it holds, resumes or has moved.
void take_refreshed(Board& board, Leg& leg, const MediaDescription& theirs) {
    if (!leg.audio || !leg.ours) return;
    const LegAudio before = *leg.audio;
    const auto after = agreed(board, leg, *leg.ours, theirs, theirs);
    if (!after || *after == before) return;
    settle(board, leg, MediaDescription(*leg.ours), theirs, *after);
    if (after->remote != before.remote || after->peer_listens != before.peer_listens) say_again(board, leg);
}

}  // namespace

std::optional<Refused> unfit(const Board& board, const Leg& leg) {
    if (!leg.theirs) return {};
    if (leg.theirs->rtp.port == 0 || leg.theirs->codecs.empty()) return no_codec;
    if (lacks_key(board, leg, *leg.theirs)) return in_clear;
    if (leg.theirs->dtls && !board.ports.fingerprint()) return no_certificate;
    return {};
}

void answer(Board& board, Leg& leg, const Party& shown, std::optional<Codec> like) {
    if (leg.answered || !CHECK(leg.local)) return;
    leg.answered = true;
    leg.answered_at = board.now;
    touch(board, leg);
    note_shown(board, leg, shown);
    if (!leg.theirs) {
        leg.offered = our_offer(board, leg, like);
        return board.order(Answer{leg.id, *leg.offered, shown});
    }
    const auto ours = first_answer(board, leg, like);
    if (!CHECK(ours)) return;
    board.order(Answer{leg.id, *ours, shown});
    settle_on(board, leg, *ours, MediaDescription(*leg.theirs), *ours);
}

void ring_with_early_media(Board& board, Leg& leg, const Party& shown, std::optional<Codec> like) {
    const auto ours = first_answer(board, leg, like);
    if (!CHECK(ours)) return;
    note_shown(board, leg, shown);
    board.order(Alert{leg.id, ours, shown});
    settle_on(board, leg, *ours, MediaDescription(*leg.theirs), *ours);
}

bool take_answer(Board& board, Leg& leg, const MediaDescription& theirs) {
    const auto ours = leg.offered ? leg.offered : leg.ours;
    return ours && settle_on(board, leg, *ours, theirs, theirs);
}

bool take_offer(Board& board, Leg& leg, const MediaDescription& theirs) {
    if (!leg.local || loses_key(board, leg, theirs)) return false;
    const auto ours = our_answer(board, leg, theirs, leg.codec());
    if (!ours) return false;
    board.order(AcceptOffer{leg.id, *ours});
    return settle_on(board, leg, *ours, theirs, *ours);
}

void proved(Board& board, Leg& leg) {
    if (!leg.audio || leg.audio->proved) return;
    leg.audio->proved = true;
    if (leg.audio->remote.ip != leg.peer_ip) board.order(Negotiated{leg.id, *leg.audio});
}

/// Nothing new was agreed, but the engine may have to look for the peer in another place.
void on(Board& board, const PeerHeard& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg) return;
    touch(board, *leg);
    leg->peer_ip = fact.ip;
    if (!leg->audio) return;
    leg->audio->peer_ip = fact.ip;
    leg->audio->proved = true;
    board.order(Negotiated{leg->id, *leg->audio});
}

void on(Board& board, const AudioFound& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg || !leg->audio) return;
    touch(board, *leg);
    leg->audio->found.reset();
    if (fact.at != leg->audio->remote) leg->audio->found = fact.at;
}

/// Of a handshake with whom it was agreed before the last offer, they are nobody's.
void on(Board& board, const KeysAgreed& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg || !leg->audio || !leg->audio->dtls || leg->audio->dtls->fingerprint != fact.with) return;
    touch(board, *leg);
    leg->audio->keys = fact.keys;
}

void on(Board& board, const OfferReceived& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg) return;
    if (!take_offer(board, *leg, fact.offer))
        return board.order(RefuseOffer{leg->id, loses_key(board, *leg, fact.offer) ? in_clear : no_codec});
    say_again(board, *leg);
}

void on(Board& board, const OfferAsked& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg) return;
    if (!leg->local) return board.order(RefuseOffer{leg->id, no_codec});
    leg->offered = our_offer(board, *leg, leg->codec());
    board.order(AcceptOffer{leg->id, *leg->offered});
}

void on(Board& board, const OfferAnswered& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg) return;
    if (!leg->offered && fact.answer) return take_refreshed(board, *leg, *fact.answer);
    if (!fact.answer || !take_answer(board, *leg, *fact.answer)) {
        leg->offered.reset();  // the session is as it was
        return;
    }
    say_again(board, *leg);
}

}  // namespace layby::calls
