// Finds a host's servers (RFC 3263: SRV, then A and AAAA) without ever waiting for a dead DNS server: every
// configured server is asked at once, the first answer counts, and a look-up ends after a deadline of ours.
// Sofia's resolver does the asking and caches. For this folder only; signalling thread.
#pragma once
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "sip/stack/stack.hpp"

namespace layby::sip {

/// One server to try.
struct Server {
    Address address;
    Transport transport{};
    bool operator==(const Server&) const = default;
    std::string uri() const;  ///< "sip:192.0.2.1:5060;transport=udp"
};

struct SrvRecord {
    std::uint16_t priority{}, weight{}, port{};
    std::string target;
};
/// In the order to try them: by priority, and at random by weight within one (RFC 2782).
std::vector<SrvRecord> in_order(std::vector<SrvRecord> records, std::minstd_rand& random);

class Resolver {
  public:
    struct Found {
        std::vector<Server> servers;  ///< in the order to try them; empty: nothing found in time
        Duration good_for{};          ///< of the shortest-lived record
    };
    using Done = std::function<void(const Found&)>;

    /// A question under way. Destroyed it is forgotten: `done` won't be called.
    class Lookup {
      public:
        virtual ~Lookup() = default;
    };

    /// `servers`: "ip" or "ip:port"; empty: as /etc/resolv.conf says. Throws std::runtime_error when one is
    /// not an address.
    Resolver(Loop& loop, const std::vector<std::string>& servers);
    ~Resolver();

    /// `port` 0: by SRV, else 5060, over TLS 5061 (RFC 3263 sections 4.1 and 4.2). An IP address needs no
    /// DNS. `done` is called once, from the loop and never from within this call, at the latest after
    /// `within`.
    std::unique_ptr<Lookup> look_up(const std::string& host, std::uint16_t port, Transport transport,
                                    Duration within, Done done);

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::sip
