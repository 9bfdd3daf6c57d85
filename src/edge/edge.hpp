// The edge: connections from outside that aren't plain SIP end here, by TLS or WebSocket, and those to trunks
// over TLS begin here, on a thread of their own, so that a handshake never holds up a call. What comes out of
// one is passed on over a connection of its own to a port on loopback; who listens there learns by its port
// whose it is. Owned by who listens.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "edge/line.hpp"
#include "edge/upgrade.hpp"
#include "tls/context.hpp"
#include "words/address.hpp"
#include "words/time.hpp"
#include "words/transport.hpp"

namespace layby::edge {

struct EdgeLimits {
    std::size_t connections{10000};  ///< a WebSocket over TLS counts as two
    /// At a time; more are closed at once. An office behind one address comes back all at once.
    std::size_t handshakes_per_source{200};
    Duration handshake{std::chrono::seconds{10}};
    Duration reading{std::chrono::seconds{30}};  ///< to take what is sent
    Duration silence{std::chrono::seconds{30}};  ///< of a browser, before it is asked for a sign of life
};

/// Where the edge listens.
struct EdgeDoor {
    Transport transport{};  ///< tls, ws or wss
    Address outside;
    Address inside{};  ///< of TLS: who takes it on loopback
};

/// Who takes what browsers say, on loopback.
struct BrowsersInside {
    Address ws, wss;
};

/// Who comes over TLS with a certificate that proves it to be this one has a place of its own inside.
struct KnownPeer {
    tls::Peer peer;
    Address inside;       ///< of who comes by IPv4
    Address inside_v6{};  ///< and by IPv6
};

class Edge {
  public:
    /// Throws boost::system::system_error when an address can't be listened on. `context` may be null where
    /// no door needs it. Who connects waits until begin().
    Edge(const std::vector<EdgeDoor>& doors, BrowsersInside browsers, tls::Context context,
         EdgeLimits limits);
    ~Edge();
    Edge(const Edge&) = delete;
    Edge& operator=(const Edge&) = delete;

    /// From now on connections are taken: everything that they are judged by has been said. Once; any thread.
    void begin();
    /// For the connections that come from now on; who is connected stays. Any thread.
    void use(tls::Context context);
    /// The real ports, one for each door.
    const std::vector<std::uint16_t>& ports() const;

    /// A browser that has come to somebody else. Any thread.
    void enter(HandedOver browser);

    /// Whose connection it is that comes from this address of loopback; none: not one of ours. Once for each;
    /// on the thread of who listens.
    std::optional<Address> claim(const Address& inner);

    // Trunks; any thread.
    void know(std::vector<KnownPeer> peers);  ///< of those that come from now on
    void want(WantedLine line);
    void give_up(const std::string& trunk);
    /// Who is there doesn't answer: the server after that is connected to.
    void next_server(const std::string& trunk);
    /// Told of each line that is there or isn't, on the edge's thread.
    void watch_lines(std::function<void(const LineNews&)> tell);

    std::size_t connections() const;  ///< over TLS, with those that shake hands
    std::size_t web_sockets() const;  ///< with those that only begin
    std::uint64_t failed_handshakes() const;
    std::uint64_t turned_away() const;          ///< there were too many
    std::uint64_t refused_web_sockets() const;  ///< they weren't SIP over WebSocket

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::edge
