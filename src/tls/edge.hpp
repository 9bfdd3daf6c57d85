// The edge: connections from outside that are encrypted end here, on a thread of their own, so that a
// handshake never holds up a call. What comes out of one is passed on over a connection of its own to a port
// on loopback; who listens there learns by its port whose it is. Owned by who listens.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tls/context.hpp"
#include "words/address.hpp"
#include "words/time.hpp"

namespace layby::tls {

struct EdgeLimits {
    std::size_t connections{10000};
    std::size_t handshakes_per_source{20};  ///< at a time; more are closed at once
    Duration handshake{std::chrono::seconds{10}};
    Duration reading{std::chrono::seconds{30}};  ///< to take what is sent
};

/// Where the edge listens, and for which port on 127.0.0.1.
struct EdgeDoor {
    Address outside;
    std::uint16_t inside{};
};

class Edge {
  public:
    /// Throws boost::system::system_error when an address can't be listened on.
    Edge(const std::vector<EdgeDoor>& doors, Context context, EdgeLimits limits);
    ~Edge();
    Edge(const Edge&) = delete;
    Edge& operator=(const Edge&) = delete;

    /// For the connections that come from now on; who is connected stays. Any thread.
    void use(Context context);
    /// The real ports, one for each door.
    const std::vector<std::uint16_t>& ports() const;

    /// Whose connection it is that comes from this port of 127.0.0.1; none: not one of ours. Once for each;
    /// on the thread of who listens.
    std::optional<Address> claim(std::uint16_t port);

    std::size_t connections() const;  ///< with those that shake hands
    std::uint64_t failed_handshakes() const;
    std::uint64_t turned_away() const;  ///< there were too many

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::tls
