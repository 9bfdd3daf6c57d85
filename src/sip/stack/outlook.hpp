// As whom peers see us: behind a router we have another address for those outside than for those beside us.
// Pure. Owned by the stack, signalling thread.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sip/options.hpp"
#include "words/networks.hpp"

namespace layby::sip {

class Outlook {
  public:
    explicit Outlook(const Options& options) { change(options); }

    /// What was looked up stays known as long as its network is looked up.
    void change(const Options& options);
    /// False: nothing new.
    bool is_seen_as(const std::string& network, const SeenAs& seen);

    /// What stands for `local_ip` in what this peer reads. Never an address of the other family.
    std::string shown(const std::string& local_ip, const std::string& peer_ip) const;
    /// All that may stand for it, whoever reads it; each once, without `local_ip`.
    std::vector<std::string> all_shown(const std::string& local_ip) const;
    bool is_ours(const std::string& ip) const;  ///< somebody sees us there
    /// Which network the peer is in; null: none, so that [sip] alone holds for it.
    const PeerNetwork* network_of(const std::string& peer_ip) const;
    KeepAliveRules keep_alive_of(const std::string& peer_ip) const;
    const std::vector<PeerNetwork>& networks() const { return networks_; }

  private:
    std::vector<PeerNetwork> networks_;
    NetworkTable table_;
    std::optional<std::size_t> outside_;  ///< the one of everybody else
    SeenAs public_ip_;
    KeepAliveRules keep_alive_;
    struct LookedUp {
        std::string source;
        SeenAs seen;
    };
    std::unordered_map<std::string, LookedUp> looked_up_;  ///< by network
};

}  // namespace layby::sip
