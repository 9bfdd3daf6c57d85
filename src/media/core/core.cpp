#include "media/core/core.hpp"

namespace layby::media {
namespace {

constexpr int usual_clock = 8000;

}  // namespace

Core::Core(Setup setup, Wire& wire, std::function<void(calls::Fact)> tell, Tally& tally)
    : setup_(setup), wire_(wire), tell_(std::move(tell)), tally_(tally), random_(setup.secret) {}

Leg* Core::find(LegId leg) {
    const auto found = places_.find(leg);
    return found == places_.end() ? nullptr : at(found->second);
}

Outgoing Core::stream_of(LegId leg, int clock, Instant now) const {
    return {stream_start(setup_.secret, leg, clock, wall(now)), clock, now};
}

Place Core::open(LegId leg, Instant now) {
    if (const auto* known = find(leg)) return known->place;
    if (free_.empty()) {
        free_.push_back(static_cast<Place>(legs_.size()));
        legs_.emplace_back();
    }
    const Place place = free_.back();
    free_.pop_back();
    legs_[place] = std::make_unique<Leg>(leg, place, stream_of(leg, usual_clock, now));
    legs_[place]->cname = canonical_name(setup_.secret, leg);
    legs_[place]->silent_since = now;
    places_[leg] = place;
    ++tally_.legs;
    return place;
}

std::optional<Place> Core::close(LegId id, Instant now) {
    Leg* leg = find(id);
    if (leg == nullptr) return {};
    const Place place = leg->place;
    part(*leg);
    if (leg->negotiated) send_report(*leg, now, true);
    pacer_.leave(place);
    legs_[place].reset();
    places_.erase(id);
    free_.push_back(place);
    --tally_.legs;
    return place;
}

void Core::say_goodbye(Instant now) {
    for (const auto& leg : legs_)
        if (leg && leg->negotiated) send_report(*leg, now, true);
}

void Core::send(Leg& leg, const RtpHeader& header, Bytes payload) {
    if (payload.size() > packet_.size() - rtp_header_bytes) return;
    write_rtp_header(header, std::span{packet_}.first<rtp_header_bytes>());
    std::copy(payload.begin(), payload.end(), packet_.begin() + rtp_header_bytes);
    leg.out.sent(payload.size());
    ++tally_.sent;
    wire_.send(leg.place, Channel::rtp, leg.latch.remote(),
               Bytes{packet_}.first(rtp_header_bytes + payload.size()));
}

}  // namespace layby::media
