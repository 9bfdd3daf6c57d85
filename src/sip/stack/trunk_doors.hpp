// The trunks that speak TLS. Each has sockets of the stack to itself, behind the edge, one for each family of
// addresses: whatever comes over a connection that the edge has passed on there is that trunk's, be it the
// one that the edge keeps to it or one by which the trunk has proved itself with a certificate. For this
// folder only; signalling thread.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "edge/edge.hpp"
#include "edge/line.hpp"
#include "sip/loop.hpp"
#include "sip/options.hpp"
#include "sip/stack/connections.hpp"
#include "sip/stack/flow.hpp"
#include "sip/stack/sofia.hpp"
#include "tls/peer.hpp"
#include "words/address.hpp"
#include "words/time.hpp"

namespace layby::sip {

class Stack;

/// Who has the doors does for them what they can't.
struct TrunkDoorsHost {
    std::function<edge::Edge&()> edge;
    std::function<void()> more_sockets;  ///< of which the stack has to know who comes
    std::function<void(const tport_t* primary, const Listen& as)> shown_as;
};

class TrunkDoors {
  public:
    /// `changed`: there is a connection to it, another one, or none any more. Never from within a call.
    using Changed = std::function<void(const std::string& trunk)>;

    TrunkDoors(Stack& stack, TrunkDoorsHost host);
    ~TrunkDoors();
    TrunkDoors(const TrunkDoors&) = delete;
    TrunkDoors& operator=(const TrunkDoors&) = delete;

    void watch(Changed changed) { changed_ = std::move(changed); }
    /// Whom it is known by, and where it is called; without servers it isn't.
    void keep(const std::string& trunk, const tls::Peer& peer, std::vector<Address> servers);
    /// Its connections end, also those that it has opened, as they do when something else counts as proof.
    void give_up(const std::string& trunk);
    /// It isn't in the settings any more, but has calls that want to end: its connections stay until it is
    /// given up, and nobody is it from now on by a certificate.
    void retire(const std::string& trunk);
    /// The connection to it is there, but nobody answers over it.
    void next_server(const std::string& trunk);
    /// The edge has passed one on to this port. False: whoever it was proved to be isn't known any more.
    bool came(std::uint16_t inside, const AcceptedSocket& socket, const Address& peer);
    void leave();  ///< the agent is about to end

    /// The connection to it, and whom it leads to; null: there is none.
    Flow flow(const std::string& trunk) const;
    Address server(const std::string& trunk) const;
    /// Since when it is there, or missing, and what was last told of it; null: none is kept.
    struct Told {
        Instant since{};
        edge::LineNews news;
    };
    const Told* told(const std::string& trunk) const;
    /// Whose connection this is; empty: no such trunk's.
    std::string trunk_of(const tport_t* tport) const;

    std::vector<std::uint16_t> ports() const;
    std::size_t connections() const;  ///< to trunks, that are there
    std::size_t missing() const;      ///< that ought to be there

  private:
    struct Door;
    Door* find(const std::string& trunk) const;
    Door* door_for(const std::string& trunk);
    bool open(Door& door);
    void end_connections(Door& door);
    void lose(Door& door);
    void want(const Door& door);
    void tell_edge_whom_to_know();
    void learn(const edge::LineNews& news);
    void look_for(Door& door, unsigned times);
    void show(Door& door);
    void show_anew(Door& door);

    Stack& stack_;
    TrunkDoorsHost host_;
    Changed changed_ = [](const auto&) {};
    std::vector<std::unique_ptr<Door>> doors_;  ///< the stack's sockets live as long as it does
    std::shared_ptr<TrunkDoors*> alive_;        ///< news from the edge's thread may be on their way
    bool watching_{};
};

}  // namespace layby::sip
