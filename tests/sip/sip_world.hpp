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

#include "sip/endpoint.hpp"
#include "world/sip_message.hpp"

namespace layby::tests {

using namespace std::chrono_literals;

/// A UDP socket with a phone's manners and none of its automatism.
class Peer {
  public:
    /// `server_ip`: where it sends to; empty: to its own address.
    Peer(class SipWorld& world, const std::string& ip = "127.0.0.1", const std::string& server_ip = {});
    ~Peer();
    Peer(const Peer&) = delete;

    void send(const std::string& text);
    void send_unheard(const std::string& text);  ///< while no endpoint is there
    /// The next message that fits, others before it are kept; turns the clock up to `within`.
    SipMessage expect_request(const std::string& method, calls::Duration within = 0s);
    SipMessage expect_response(int status, const std::string& method, calls::Duration within = 0s);
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
    std::optional<SipMessage> take(const std::function<bool(const SipMessage&)>& fits,
                                   calls::Duration within);
    class SipWorld& world_;
    std::string server_ip_;
    std::uint16_t server_port_{};  ///< where it sent last
    int socket_{-1};
    std::vector<SipMessage> unread_;
};

class SipWorld {
  public:
    explicit SipWorld(std::function<void(sip::Options&)> change = {});
    ~SipWorld();

    void settle();                    ///< everything that can happen now
    void pass(calls::Duration time);  ///< lets time go by
    std::uint16_t port(const std::string& transport = "udp", const std::string& ip = "127.0.0.1") const;

    /// The next fact of this kind; the test fails when another one comes first or none does within the time.
    template <class Kind>
    Kind expect(calls::Duration within = 0s) {
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

    calls::Signalling& order() { return *endpoint; }  ///< as the switchboard sees it

    sip::Options options;  ///< as the endpoint got them
    sip::Loop loop;
    std::vector<calls::Fact> facts;
    std::unique_ptr<sip::Endpoint> endpoint;

  private:
    void wait_for_fact(calls::Duration within);
};

/// A call from the peer, answered and acknowledged.
calls::LegId establish_inbound(SipWorld& world, Peer& peer, const std::string& headers = {});
inline const calls::Party desk{"Desk", "701", false};

calls::MediaDescription our_media(std::uint16_t port = 30000);

}  // namespace layby::tests
