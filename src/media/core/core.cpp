#include "media/core/core.hpp"

#include "runtime/check.hpp"

namespace layby::media {
namespace {

constexpr int usual_clock = 8000;

}  // namespace

Core::Core(Setup setup, Net& net, std::function<void(calls::Fact)> tell, Tally& tally)
    : setup_(setup),
      net_(net),
      out_(setup.batch),
      tell_(std::move(tell)),
      tally_(tally),
      random_(setup.secret) {}

Leg* Core::find(LegId leg) {
    const auto found = places_.find(leg);
    return found == places_.end() ? nullptr : at(found->second);
}

/// For an order, which may give it a listener.
Leg* Core::attended(LegId id) {
    Leg* leg = find(id);
    if (leg != nullptr) attend(*leg);
    return leg;
}

Outgoing Core::stream_of(LegId leg, int clock, Instant now) const {
    return {stream_start(setup_.secret, leg, clock, wall(now)), clock, now};
}

/// One that this leg has never had: what is encrypted goes on after a restart with the same key, and must not
/// come to where the stream before has been.
Outgoing Core::fresh_stream_of(LegId leg, int clock, Instant now) const {
    return {fresh_stream_start(setup_.secret, leg, clock, wall(now)), clock, now};
}

void Core::open(LegId leg, Place place, Instant now) {
    if (!CHECK(thread_.is_ours()) || !CHECK(find(leg) == nullptr && at(place) == nullptr)) return;
    if (legs_.size() <= place) legs_.resize(place + 1);
    legs_[place] = std::make_unique<Leg>(leg, place, stream_of(leg, usual_clock, now));
    legs_[place]->cname = canonical_name(setup_.secret, leg);
    legs_[place]->silent_since = now;
    places_[leg] = place;
    ++tally_.legs;
}

void Core::close(LegId id, Instant now) {
    Leg* leg = attended(id);
    if (leg == nullptr) return;
    const Place place = leg->place;
    part(*leg);
    if (leg->negotiated) send_report(*leg, now, true);
    if (leg->agreement && setup_.handshakes != nullptr) setup_.handshakes->forget(id);
    pacer_.leave(place);
    legs_[place].reset();
    places_.erase(id);
    --tally_.legs;
    flush();  // the goodbye needs the line
    net_.close(place);
}

void Core::say_goodbye(Instant now) {
    for (const auto& leg : legs_)
        if (leg && leg->negotiated) send_report(*leg, now, true);
    flush();
}

void Core::flush() {
    if (out_.empty()) return;
    net_.send(out_);
    out_.clear();
}

/// What was written into the room of the batch is a packet to this peer. False: it must not be sent: as a
/// repeat that is encrypted, or as nothing may leave for the peer now.
bool Core::leave(Leg& leg, Channel channel, const SocketAddress& to, std::size_t length) {
    if (!leg.may_send()) return false;
    if (leg.secured) length = leg.secured->protect(channel, out_.room(), length);
    if (length == 0) return false;
    out_.add(leg.place, leg.rtcp_mux ? Channel::rtp : channel, to, length);
    if (out_.full()) flush();
    return true;
}

void Core::send(Leg& leg, const RtpHeader& header, Bytes payload) {
    if (payload.size() > max_packet_bytes - rtp_header_bytes - max_srtp_trailer) return;
    const auto packet = out_.room();
    write_rtp_header(header, packet.first<rtp_header_bytes>());
    std::copy(payload.begin(), payload.end(), packet.begin() + rtp_header_bytes);
    if (!leave(leg, Channel::rtp, leg.remote(), rtp_header_bytes + payload.size())) return;
    leg.out.sent(payload.size());
    ++tally_.sent;
}

}  // namespace layby::media
