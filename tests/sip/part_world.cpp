#include "part_world.hpp"

#include "sip/stack/loop_inside.hpp"
#include "world/virtual_time.hpp"

namespace layby::tests {
namespace {

sip::Options one_address() {
    sip::Options options;
    options.listen = {{Transport::udp, "127.0.0.1", 0}};
    return options;
}

}  // namespace

PartWorld::PartWorld()
    : options_(one_address()),
      stack_(loop_, options_,
             [this](sip::Arrival& arrival) {
                 values = sip::dialog_of(arrival.sip(), arrival.hop());
                 values.leg = {7};
                 values.contact = stack_.contact("127.0.0.1", Transport::udp);
                 arrived_ = arrival.keep();
             }),
      requests_(std::make_unique<sip::DialogRequests>(
          *this, [this](std::unique_ptr<sip::Incoming> incoming, const sip_t& sip) {
              if (on_request) on_request(std::move(incoming), sip);
          })) {}

PartWorld::~PartWorld() = default;

void PartWorld::settle() {
    for (int i = 0; i < 8; ++i) su_root_step(loop_.inside().root, 0);
}

void PartWorld::pass(Duration time) {
    const auto end = virtual_now() + time;
    settle();
    while (virtual_now() < end) {
        turn_clock(std::min<Duration>(10ms, end - virtual_now()));
        su_root_step(loop_.inside().root, 0);
    }
    settle();
}

std::uint16_t PartWorld::port(Transport, const std::string&) const { return stack_.listening().front().port; }

std::unique_ptr<sip::Incoming> PartWorld::invited(Peer& peer, const std::string& headers,
                                                  const std::string& body) {
    peer.send(peer.new_invite("701", headers, body));
    return std::move(arrived_);
}

void PartWorld::establish(Peer& peer) {
    const auto invite = invited(peer, "Allow: INVITE, ACK, BYE, UPDATE\r\n", peer.sdp());
    ASSERT_TRUE(invite);
    requests_->make_leg();
    invite->tag(values.name.local_tag);
    invite->reply(sip::Reply{200, {}, sip::header("Contact", values.contact), {}});
    peer.learn(peer.expect_response(200, "INVITE"));
    peer.send(peer.ack());
    values.local_media = our_media();
    values.remote_session = sip::read_sdp(peer.sdp()).session;
    at = sip::Phase::up;
}

Parsed::Parsed(const std::string& text)
    : msg_(msg_make(sip_default_mclass(), 0, text.data(), static_cast<ssize_t>(text.size()))) {}
Parsed::~Parsed() { msg_destroy(msg_); }
const sip_t& Parsed::operator*() const { return *sip_object(msg_); }

}  // namespace layby::tests
