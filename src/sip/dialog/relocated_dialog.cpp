// A dialog whose peer sees us at another address than before, or is at another one itself.
#include "sip/dialog/dialog.hpp"
#include "sip/dialog/invitation.hpp"
#include "sip/dialog/our_headers.hpp"
#include "sip/text/uri.hpp"
#include "words/networks.hpp"

namespace layby::sip {
namespace {

constexpr std::uint16_t usual_port = 5060;

/// `contact`: with < >.
std::optional<Uri> uri_of_contact(const std::string& contact) {
    const auto begin = contact.find('<'), end = contact.find('>');
    return end == std::string::npos ? std::nullopt : parse_uri(contact.substr(begin + 1, end - begin - 1));
}

}  // namespace

/// Features of the phone that we are stay behind it.
std::string Dialog::current_contact() const {
    const auto end = state_.contact.find('>');
    const auto features = end == std::string::npos ? std::string{} : state_.contact.substr(end + 1);
    const auto contact = host_.stack().contact(speaks_from(state_), state_.transport) + features;
    return state_.contact.starts_with("<sips:") ? as_sips(contact) : contact;
}

/// From another network it may see us elsewhere.
void Dialog::heard_at(const std::string& ip) {
    if (!liveness_.note_source(ip)) return;
    state_.contact = current_contact();
    changed();
    host_.owes_address(state_.leg, {});
}

/// What we have said in Contact proves nothing: a request without a session says it as well.
bool Dialog::sees_us_elsewhere() const {
    if (state_.told.empty() || !state_.local_media) return false;
    return listed(our_places(host_, state_, *state_.local_media)) != state_.told;
}

/// A phone that can't be reached where its Contact says, as it is behind a NAT, is reached where it was heard
/// last; one that is back in a network where its Contact is true, there. Whoever has a way of its own, by a
/// proxy or a connection, keeps that.
void Dialog::follow_source(const Hop& hop) {
    const bool over_udp = state_.transport == Transport::udp && hop.transport == Transport::udp;
    if (!over_udp || !state_.route_set.empty() || state_.peer.kind != calls::Origin::Kind::user) return;
    const auto target = uri_of_contact(state_.remote_target);
    const bool is_there = target && address_of(target->host) == address_of(hop.peer.ip);
    if (is_there && state_.next_hop.empty()) return;
    const auto port = is_there ? target->port : hop.peer.port;
    auto here = hop_uri({hop.peer.ip, port ? port : usual_port}, hop.transport);
    if (here == state_.next_hop) return;
    state_.next_hop = std::move(here);
    changed();
}

void Dialog::registered_from(const Hop& hop) {
    if (phase_ == Phase::over) return;
    heard_at(hop.peer.ip);
    follow_source(hop);
    host_.owes_address(state_.leg, {});  // it may not have heard us before
}

Dialog::Followed Dialog::follow_outlook() {
    auto contact = current_contact();
    if (contact == state_.contact && !sees_us_elsewhere()) return Followed::nothing_new;
    if (phase_ == Phase::ringing || phase_ == Phase::answered || phase_ == Phase::calling)
        return Followed::not_yet;
    if (phase_ != Phase::up || !state_.local_media) return Followed::nothing_new;
    if (!confirmed()) return Followed::not_yet;
    std::swap(contact, state_.contact);
    if (offers_.again(Purpose::move)) return Followed::told;
    std::swap(contact, state_.contact);
    return Followed::not_yet;
}

}  // namespace layby::sip
