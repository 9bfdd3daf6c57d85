// The port to SIP: orders in our own words. Called on the signalling thread. No order blocks or calls back;
// one that can't be carried out ends in a fact (CallFailed or HungUp with refused_order), never in silence.
// Orders for a leg that is gone are ignored: its HungUp or CallFailed is already on the way.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "calls/facts.hpp"

namespace layby::calls {

struct Device {
    DeviceId id;
    std::string near_ip;  ///< our address towards it, for its RTP
};

struct OutboundCall {
    enum class To {
        device,
        trunk,
        referred  ///< whom `referral` names, in the place of who asked (RFC 3891)
    };
    To to{};
    DeviceId device;
    std::string user;        ///< To::device: whose device it is
    std::string trunk;       ///< To::trunk: its name
    std::string number;      ///< To::trunk: the number to dial
    ReferralId referral;     ///< To::referred
    Party caller;            ///< shown in From, P-Asserted-Identity and Remote-Party-ID
    std::string shown_name;  ///< From display name if other than the caller's, e.g. "Recall 701 · Ann Lee"
    std::string alert_info;  ///< e.g. "<http://layby.invalid>;info=park-recall"; empty: none
    bool auto_answer{};      ///< ask the phone to answer by itself (Alert-Info / Call-Info)
    MediaDescription offer;
    std::string referred_by;  ///< the user who sends the caller there (RFC 3892); empty: nobody
};

/// Why a ringing leg is cancelled; becomes Reason (RFC 3326).
enum class CancelReason { none, completed_elsewhere };

/// A refusal or another result: SIP status, phrase, and text for Reason/Warning.
struct Refused {
    int status{};
    std::string reason;
    bool operator==(const Refused&) const = default;
};

/// A leg from before a restart.
struct Resumed {
    LegId leg;
    bool answered{};                       ///< else it is outbound and rings
    std::optional<MediaDescription> ours;  ///< as last agreed, none: not yet
    bool transferring{};                   ///< a transfer of it was accepted; the final report is due
};

class Signalling {
  public:
    virtual ~Signalling() = default;

    virtual LegId new_leg() = 0;  ///< an id for an outbound leg
    /// Goes on with a leg from before a restart. An established one is refreshed soon; if the peer no longer
    /// knows it, that becomes HungUp. An outbound one that rings goes on ringing. False: nothing is known of
    /// it.
    virtual bool resume(const Resumed& leg) = 0;
    virtual std::vector<Device> devices_of(const std::string& user) const = 0;
    /// Our address towards this trunk; none when it is unknown or known to be down.
    virtual std::optional<std::string> near_ip_of_trunk(const std::string& trunk) const = 0;

    /// How the leg is named in SIP, for the log alone; empty: not known (yet).
    virtual std::string call_id(LegId) const { return {}; }

    // An inbound leg, before our final response.
    virtual void ring(LegId leg, const std::optional<MediaDescription>& early,
                      const Party& shown) = 0;  ///< 180, or 183 with early media
    virtual void answer(LegId leg, const MediaDescription& description,
                        const Party& shown) = 0;  ///< 200; `shown` in PAI and Remote-Party-ID
    virtual void refuse(LegId leg, const Refused& why) = 0;

    // An outbound leg.
    virtual void call(LegId leg, const OutboundCall& order) = 0;

    // Any leg.
    virtual void hang_up(
        LegId leg, CancelReason reason = CancelReason::none) = 0;  ///< CANCEL, BYE or 487 as the state needs
    virtual void offer(
        LegId leg, const MediaDescription& description) = 0;  ///< re-INVITE; glare is the adapter's business
    virtual void accept_offer(LegId leg, const MediaDescription& answer) = 0;
    virtual void refuse_offer(LegId leg, const Refused& why) = 0;
    virtual void show_party(
        LegId leg,
        const Party& shown) = 0;        ///< UPDATE with PAI and Remote-Party-ID, where the phone allows it
    virtual void probe(LegId leg) = 0;  ///< refresh the session now; a dead peer becomes HungUp
    virtual void send_digit(LegId leg, char digit, Duration length) = 0;  ///< SIP INFO

    // A transfer that the leg asked for (RFC 3515: 202, then NOTIFYs).
    virtual void accept_transfer(LegId leg) = 0;  ///< 202 and NOTIFY 100
    virtual void report_transfer(LegId leg, int status, const std::string& reason) = 0;  ///< final NOTIFY
    virtual void refuse_transfer(LegId leg, const Refused& why) = 0;

    // A request to park that came from outside of the call (RFC 5359).
    virtual void accept_referral(ReferralId referral) = 0;  ///< 202 and NOTIFY 100
    /// Final NOTIFY. With the leg that is parked now, if any, for the identifiers of its dialog.
    virtual void report_referral(ReferralId referral, const Refused& result, LegId parked) = 0;
    virtual void refuse_referral(ReferralId referral, const Refused& why) = 0;

    /// MESSAGE (RFC 3428) to all devices of a user; settled once, delivered if one of them took it.
    virtual void send_message(std::uint64_t token, const std::string& user, const std::string& text) = 0;
};

}  // namespace layby::calls
