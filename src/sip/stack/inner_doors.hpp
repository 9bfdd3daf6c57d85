// Where we listen for TLS the stack has a socket of its own on loopback, behind the edge, and two for all
// WebSockets of browsers. It takes what comes over them for a TCP connection from whom the edge names; here
// it is told what it really is. For this folder only; signalling thread.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "edge/edge.hpp"
#include "sip/options.hpp"
#include "sip/stack/sofia.hpp"

namespace layby::sip {

/// What the stack shall call its socket behind the edge of this door.
std::string inner_ident(const Listen& outside);
/// Where it listens: on loopback of the same family, so that nothing can leave from it.
std::string inner_url(const Listen& outside);
Transport transport_of(const tport_t* tport);
/// A connection, or the socket it came in by, is behind the edge.
bool is_inner(const tport_t* tport);
/// As a Via spells it: "SIP/2.0/WSS".
const char* via_protocol_of(Transport transport);
/// Of what has just come in, for those who replace functions of the library; one agent in a thread.
Transport transport_of(const msg_t* msg);
void deliver_here(nta_agent_t* agent);  ///< null: none any more
/// Our Via of what leaves by this socket; `texts` live as long as the agent.
void show_as(tport_t* primary, const Listen& outside, std::deque<std::string>& texts);
/// It also says that requests for that address may come over the same connection (RFC 5923 section 5); `home`
/// lives as long as the texts.
void offer_reuse(tport_t* primary, su_home_t* home);

class InnerDoors {
  public:
    /// A socket of the stack that belongs behind the edge.
    void add(tport_t* primary, const Listen& outside);
    bool empty() const { return doors_.empty(); }
    std::vector<std::uint16_t> ports() const;
    /// All have been added; browsers are listened for there. Returns where we listen, with real ports. Throws
    /// std::runtime_error for the admin.
    std::vector<Listen> open(const std::vector<Listen>& for_browsers, tls::Context context,
                             const edge::EdgeLimits& limits);
    /// What this socket stands for; null: it isn't one of these.
    const Listen* outside_of(const tport_t* primary) const;
    /// All have been opened: as what the stack shows its sockets. Browsers that come to none of our doors are
    /// shown that one.
    void show_outside(const Listen& otherwise);
    /// The stack has another socket, and has made what it shows of all of them anew.
    void show_again();
    edge::Edge& edge() { return *edge_; }
    /// One that only calls others, if there is none.
    edge::Edge& edge_that_calls(const edge::EdgeLimits& limits);
    edge::Edge* edge_if_any() { return edge_.get(); }
    const edge::Edge* edge_if_any() const { return edge_.get(); }

  private:
    struct Door {
        tport_t* primary{};
        Listen outside;
        Address inside;
    };
    Address inside(Transport transport) const;

    std::vector<Door> doors_;
    std::vector<Listen> for_browsers_;
    std::deque<std::string> shown_;  ///< the stack keeps pointers into these
    std::unique_ptr<edge::Edge> edge_;
};

}  // namespace layby::sip
