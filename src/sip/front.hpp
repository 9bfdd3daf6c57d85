// What all tenants of a server have in common of SIP: sockets and connections, as whom we are seen, who is
// banned, and how much is taken at once. Finds whose a request is; each tenant has an Endpoint behind it.
// Lives on the signalling thread.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "edge/upgrade.hpp"
#include "sip/counters.hpp"
#include "sip/door/bans.hpp"
#include "sip/loop.hpp"
#include "sip/options.hpp"
#include "sip/trace.hpp"

namespace layby::sip {

class Front {
  public:
    /// Binds every listen address; throws std::runtime_error with a sentence for the admin ("port 5060/udp is
    /// in use …"). Of the options what is no tenant's own.
    Front(Loop& loop, const Options& options);
    ~Front();  ///< after all endpoints

    /// Who proves to be a trunk by a certificate is let in from now on. Once, when the endpoints are there.
    void open();
    /// How long answers that are made already have been waiting to leave, if they are many: so much longer
    /// whoever asks now will wait. Asked with each request.
    void waits_behind(std::function<Duration()> answers);
    /// What of the options is no tenant's own, from now on; before the endpoints are told of theirs.
    void reload(const Options& options);
    /// For a network that is looked up (PeerNetwork::looked_up): as whom we are seen there. New calls say so
    /// from now on, those in progress are told by a re-INVITE.
    void is_seen_as(const std::string& network, const SeenAs& seen);
    std::vector<PeerNetwork> networks() const;  ///< with what is known now
    /// Shows whole messages from now on; without Trace::write no longer.
    void trace(Trace trace);
    Counters counters() const;  ///< of all tenants
    std::vector<Ban> bans() const;
    bool lift_ban(const std::string& source);  ///< as listed, or an address of it
    std::vector<Listen> listening() const;     ///< with the real ports where 0 was asked for
    /// Where WebSockets go that came in elsewhere; empty: nowhere. Any thread, as long as we live.
    std::function<void(edge::HandedOver)> door_for_browsers();

    struct Inside;
    Inside& inside() { return *inside_; }

  private:
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::sip
