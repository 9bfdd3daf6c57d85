// Looks up, now and then, as whom the networks of the settings see us: by a name, or by a STUN server. On a
// thread of its own, as name servers may take their time.
#pragma once
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "settings/settings.hpp"
#include "sip/peer_network.hpp"

namespace layby::app {

/// What a look-up found: all addresses of a name, or the one that a STUN server sees of each family.
struct LookedUp {
    std::vector<std::string> v4{}, v6{};
    std::string why_not{};  ///< nothing was found
    /// There is none for sure. Without that, nobody may have answered for this kind of address.
    bool no_v4{}, no_v6{};
};
/// Asks the name servers or the STUN server; may take seconds. `before`: what is known; a kind of address
/// that is missing now is asked for once more by itself.
LookedUp look_up(const settings::OurAddress& address, const sip::SeenAs& before = {});

/// Without addresses by which nobody else can reach us: a machine's own name is often 127.0.1.1. Everybody
/// outside is told a private one only if there is no other.
LookedUp usable(LookedUp found, const settings::PeerNetwork& network);

/// One of several addresses stays as long as it is among them.
std::string chosen(const std::vector<std::string>& found, const std::string& before);

/// By network. What is known is kept over a restart, so that nobody waits for a name server then.
using KnownAddresses = std::map<std::string, sip::SeenAs>;

class Lookout {
  public:
    using Ask = std::function<LookedUp(const settings::OurAddress&, const sip::SeenAs& before)>;
    using Tell = std::function<void(const std::string& network, const sip::SeenAs& seen)>;
    /// `file`: where what is known is kept; empty: nowhere.
    explicit Lookout(std::filesystem::path file, Ask ask = look_up);
    ~Lookout();  ///< waits for no look-up
    Lookout(const Lookout&) = delete;
    Lookout& operator=(const Lookout&) = delete;

    /// What there is to look up; what is known of the same networks stays, and
    /// is told anew. Any thread.
    void watch(const std::vector<settings::PeerNetwork>& networks);
    /// What is known, once each has been looked up or is known from before; waits for so long at most.
    KnownAddresses known(Duration patience);
    /// Who is told of changes from now on, on the thread of the look-ups; at once of what has changed since
    /// known(). None: nobody.
    void tell(Tell tell);

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace layby::app
