// A dialog whose peer sees us at another address than before, or is at another one itself.
#include "sip/dialog/dialog.hpp"
#include "sip/dialog/invitation.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"
#include "words/networks.hpp"

namespace layby::sip {

/// Features of the phone that we are stay behind it.
std::string Dialog::current_contact() const {
    const auto end = state_.contact.find('>');
    const auto features = end == std::string::npos ? std::string{} : state_.contact.substr(end + 1);
    const auto contact = host_.stack().contact(speaks_from(state_), state_.transport) + features;
    return state_.contact.starts_with("<sips:") ? as_sips(contact) : contact;
}

/// From another network it may see us elsewhere.
bool Dialog::heard_at(const std::string& ip) {
    if (!liveness_.note_source(ip)) return false;
    state_.contact = current_contact();
    changed();
    return true;
}

/// A phone that can't be reached where its Contact says, as it is behind a NAT, is reached where it was heard
/// last. Whoever has a way of its own, by a proxy or a connection, keeps that.
void Dialog::follow_source(const Hop& hop) {
    const bool over_udp = state_.transport == Transport::udp && hop.transport == Transport::udp;
    if (!over_udp || !state_.route_set.empty() || state_.peer.kind != calls::Origin::Kind::user) return;
    const auto target = parse_name_address(state_.remote_target);
    if (target && address_of(target->host) == address_of(hop.peer.ip)) return;
    auto here = hop_uri(hop.peer, hop.transport);
    if (here == state_.next_hop) return;
    state_.next_hop = std::move(here);
    changed();
}

void Dialog::registered_from(const Hop& hop) {
    if (phase_ == Phase::over) return;
    heard_at(hop.peer.ip);
    follow_source(hop);
}

Dialog::Followed Dialog::follow_outlook() {
    auto contact = current_contact();
    if (contact == state_.contact) return Followed::nothing_new;
    if (phase_ == Phase::ringing || phase_ == Phase::answered || phase_ == Phase::calling)
        return Followed::not_yet;
    if (phase_ != Phase::up) return Followed::nothing_new;
    if (!confirmed()) return Followed::not_yet;
    std::swap(contact, state_.contact);
    if (offers_.again(Purpose::refresh)) return Followed::told;
    std::swap(contact, state_.contact);
    return Followed::not_yet;
}

}  // namespace layby::sip
