// An Endpoint on loopback in virtual time, and peers that talk plain SIP text to it. One thread: whoever
// waits turns the loop and the clock.
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reachable.hpp"
#include "sip/endpoint.hpp"
#include "world/sip_message.hpp"

namespace layby::tests {

using namespace std::chrono_literals;

/// Where peers live: whoever waits turns its loop and the clock.
class PeerWorld {
  public:
    virtual ~PeerWorld() = default;
    virtual void settle() = 0;             ///< everything that can happen now
    virtual void pass(Duration time) = 0;  ///< lets time go by
    /// Where the server listens.
    virtual std::uint16_t port(Transport transport, const std::string& ip) const = 0;
};

/// A UDP socket with a phone's manners and none of its automatism.
class Peer {
  public:
    /// `server_ip`: where it sends to; empty: to its own address.
    Peer(PeerWorld& world, const std::string& ip = "127.0.0.1", const std::string& server_ip = {});
    ~Peer();
    Peer(const Peer&) = delete;

    void send(const std::string& text);
    void send_unheard(const std::string& text);  ///< while no endpoint is there
    /// The next message that fits, others before it are kept; turns the clock up to `within`.
    SipMessage expect_request(const std::string& method, Duration within = 0s);
    SipMessage expect_response(int status, const std::string& method, Duration within = 0s);
    bool quiet();                                        ///< nothing unread
    std::size_t drop_all();                              ///< forgets what is unread; how many
    std::size_t count(const std::string& start_prefix);  ///< of the unread

    // One dialog's worth of memory, in both directions.
    std::string call_id, local, remote, target, route;
    int cseq{1};
    int last_invite{1};

    std::string request(const std::string& method, const std::string& headers = {},
                        const std::string& body = {}, const std::string& type = "application/sdp");
    std::string new_invite(const std::string& number, const std::string& headers = {},
                           const std::string& body = {});
    std::string ack(const std::string& body = {});
    std::string reply(const SipMessage& to, int status, const std::string& headers = {},
                      const std::string& body = {});
    void learn(const SipMessage& message);  ///< tags and target from a response or an INVITE
    std::string sdp(int version = 1, const std::string& extra = "a=sendrecv\r\n", int port = 40000) const;
    std::string via(const std::string& branch = {});

    std::string ip;
    std::uint16_t port{};
    std::string via_transport{"UDP"};
    std::string last_branch;

  private:
    void read();
    std::optional<SipMessage> take(const std::function<bool(const SipMessage&)>& fits, Duration within);
    PeerWorld& world_;
    std::string server_ip_;
    std::uint16_t server_port_{};  ///< where it sent last
    int socket_{-1};
    std::vector<SipMessage> unread_;
};

class SipWorld : public PeerWorld {
  public:
    explicit SipWorld(std::function<void(sip::Options&)> change = {});
    ~SipWorld() override;

    void settle() override;
    void pass(Duration time) override;
    std::uint16_t port(Transport transport = Transport::udp,
                       const std::string& ip = "127.0.0.1") const override;

    /// The next fact of this kind; the test fails when another one comes first or none does within the time.
    template <class Kind>
    Kind expect(Duration within = 0s) {
        wait_for_fact(within);
        if (facts.empty() || !std::holds_alternative<Kind>(facts.front())) {
            ADD_FAILURE() << "expected another fact; next one is "
                          << (facts.empty() ? -1 : static_cast<int>(facts.front().index()));
            return {};
        }
        auto fact = std::get<Kind>(facts.front());
        facts.erase(facts.begin());
        return fact;
    }
    bool quiet() { return settle(), facts.empty(); }
    /// Waits until every transaction and timer has run out, and checks that nothing is left.
    void expect_nothing_left();
    std::size_t standing_timers{};  ///< that don't belong to calls, e.g. a trunk's next look-up

    // As the switchboard sees it.
    void order(const calls::Order& what) { endpoint->carry_out(what); }
    LegId new_leg() { return leg_ids_.next(); }
    std::vector<calls::Device> devices_of(const std::string& user) {
        return settle(), reachable_.devices_of(user);
    }
    std::optional<std::string> near_ip_of_trunk(const std::string& trunk) {
        return settle(), reachable_.near_ip_of_trunk(trunk);
    }

    sip::Options options;  ///< as front and endpoint got them
    sip::Loop loop;
    std::vector<calls::Fact> facts;
    std::unique_ptr<sip::Front> front;
    std::unique_ptr<sip::Endpoint> endpoint;

    void reload(const sip::Options& wanted) {
        front->reload(wanted);
        endpoint->reload(wanted);
    }

  protected:
    void tell(const calls::Fact& fact) {
        if (!reachable_.take(fact)) facts.push_back(fact);
    }
    void open_endpoint(sip::Kept kept = {}) {
        front = std::make_unique<sip::Front>(loop, options);
        endpoint = std::make_unique<sip::Endpoint>(
            *front, options, [this](const calls::Fact& fact) { tell(fact); }, std::move(kept));
        front->open();
        reachable_.begin(endpoint->reachable());
    }
    void close_endpoint() {
        endpoint.reset();
        front.reset();
    }

  private:
    void wait_for_fact(Duration within);
    Reachable reachable_;
    LegIds leg_ids_{0, LegIds::Giver::switchboard};
};

/// A call from the peer, answered and acknowledged.
LegId establish_inbound(SipWorld& world, Peer& peer, const std::string& headers = {});
inline const Party desk{"Desk", "701", false};

MediaDescription our_media(std::uint16_t port = 30000);

}  // namespace layby::tests
