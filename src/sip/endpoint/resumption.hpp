// Dialogs from before a restart: those that nobody has claimed yet, whose peers are asked in turn whether
// they still know their call, and who has to connect again. Owned by the endpoint; signalling thread.
#pragma once
#include <deque>
#include <unordered_map>
#include <vector>

#include "sip/endpoint/dialog_table.hpp"
#include "sip/endpoint/soon.hpp"

namespace layby::sip {

class Resumption {
  public:
    Resumption(const Soon& soon, DialogTable& dialogs, DialogHost& host, DialogKeeper* keeper,
               std::vector<KeptCall> kept);

    /// False: nothing is known of that leg, or it can't go on.
    bool resume(const calls::Resume& as);
    /// One of another server, which has died: it can be resumed from now on.
    void adopt(KeptCall call);
    void forget(LegId leg) { unclaimed_.erase(leg); }
    /// BYE or CANCEL for those that nobody has resumed.
    void end_unclaimed();

    /// Until its device, or nobody any more, has connected again. At most as many as were resumed.
    void prove_later(LegId leg);  ///< in its turn
    void awaits_connection(LegId leg);
    bool anybody_is_awaited() const { return !without_connection_.empty(); }
    /// A device whose connection ended with the old process has registered over a new one.
    void connected_again(DeviceId device, const Flow& flow);
    /// A trunk has sent something over TLS: those of its calls that wait for a connection go on over this.
    void trunk_came(const std::string& trunk, const Flow& flow);

  private:
    Dialog& revive(const KeptCall& record) { return dialogs_.add(host_, record.dialog); }
    void prove_next();

    const Soon& soon_;
    DialogTable& dialogs_;
    DialogHost& host_;
    DialogKeeper* keeper_;
    std::unordered_map<LegId, KeptCall> unclaimed_;
    std::deque<LegId> to_prove_;
    Timer proofs_;
    std::unordered_multimap<DeviceId, LegId> without_connection_;
    std::unordered_multimap<std::string, LegId> without_line_;  ///< of trunks over TLS
};

}  // namespace layby::sip
