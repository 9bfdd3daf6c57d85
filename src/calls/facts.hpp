// What adapters tell the switchboard, in the past tense. Values only. An adapter never tells a fact from
// within an order: facts are queued and handed over when the order has returned.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "calls/watched.hpp"
#include "words/address.hpp"
#include "words/ids.hpp"
#include "words/media_description.hpp"
#include "words/party.hpp"
#include "words/time.hpp"
#include "words/transport.hpp"

namespace layby::calls {

/// Who sent a request, established by authentication or address before the fact is told.
struct Origin {
    enum class Kind { user, trunk };
    Kind kind{};
    std::string name;  ///< the user's or trunk's name in the settings
    DeviceId device;   ///< which of the user's devices, if it is registered
    bool operator==(const Origin&) const = default;
};

/// Why a leg ended.
enum class HangupCause {
    normal,         ///< BYE
    unreachable,    ///< no ACK, no answer to a refresh, transport gone
    silent,         ///< no RTP and no answer to a probe
    refused_order,  ///< an order could not be carried out
};

// -- from signalling, on an inbound leg
// ---------------------------------------------------------------------------
/// INVITE. `number` is the user part that was dialled; `orbit` the URI parameter ;orbit=; `replaces` our own
/// leg named by Replaces (RFC 3891), also one that ended up to 5 s ago. An unknown dialog in Replaces was
/// refused with 481 by the adapter.
/// `expected`: Replaces named a parked call as watchers are told of it; `number` is its slot then.
struct CallArrived {
    LegId leg;
    Origin from;
    Party caller;  ///< P-Asserted-Identity of a trusted origin, Remote-Party-ID, else From
    std::string number;
    std::string orbit;
    std::optional<LegId> replaces;
    std::optional<ParkId> expected;
    std::optional<MediaDescription> offer;  ///< none: delayed offer, our answer carries ours
    std::string near_ip;                    ///< our address towards this peer, for its RTP
    std::string peer_ip{};                  ///< where the INVITE came from
    std::string call_id{};                  ///< for the log alone
    // Who sent the caller here, as the request says.
    std::optional<Party> referred_by{};  ///< Referred-By (RFC 3892): it was transferred
    std::optional<Party> diverted_by{};  ///< Diversion (RFC 5806), else History-Info (RFC 7044)
    Transport transport{};               ///< of its SIP
};
struct CallCancelled {
    LegId leg;
};  ///< CANCEL before our final response; the adapter has answered 487
/// ACK to our 2xx. With a delayed offer it brings the answer.
struct CallConfirmed {
    LegId leg;
    std::optional<MediaDescription> answer;
};
/// The other party of a call that doesn't run through us. The adapter has made sure that we may call it.
struct ForeignParty {
    Origin who;           ///< a trunk without a name: somebody whom the office doesn't know
    std::string near_ip;  ///< our address towards it, for its RTP
    bool operator==(const ForeignParty&) const = default;
};
/// REFER outside of any dialog (RFC 5359 section 2.15): park the call to which `replaced`, a leg of ours,
/// belongs, or the other party of a call that isn't ours. Answered by AcceptReferral and ReportReferral, or
/// RefuseReferral.
struct ParkAsked {
    ReferralId referral;
    Origin from;
    std::string number;  ///< user part of the Request-URI: the lot or slot
    std::string orbit;
    LegId replaced;
    std::optional<ForeignParty> foreign{};  ///< then `replaced` names nothing
    Party asker{};                          ///< who asks, as the request says: Referred-By, else From
};

// -- from signalling, on an outbound leg
// --------------------------------------------------------------------------
/// 18x. With a description: early media.
struct CallProgressed {
    LegId leg;
    int status{};
    std::optional<MediaDescription> answer;
    std::string peer_ip{};  ///< where its SIP comes from
};
/// 2xx; the adapter has sent ACK. `connected` is who answered, as far as the peer says.
struct CallAnswered {
    LegId leg;
    std::optional<MediaDescription> answer;
    Party connected;
    std::string peer_ip{};
    std::string call_id{};  ///< for the log alone
};
/// 3xx–6xx, timeout (408) or no way to reach it (480, 503). The leg is gone. `redirect` is the user part of a
/// 3xx's Contact.
struct CallFailed {
    LegId leg;
    int status{};
    std::string reason;
    std::string redirect;
};

// -- from signalling, on any established leg
// ----------------------------------------------------------------------
struct HungUp {
    LegId leg;
    HangupCause cause{};
};  ///< the leg is gone
/// A request within the dialog that only the peer can have sent: what we answered to the first one has
/// reached it. Told when it comes from another address than before, and when it says again what holds (a
/// refresh).
struct PeerHeard {
    LegId leg;
    std::string ip;
};
/// re-INVITE or UPDATE with an offer: answered by AcceptOffer or RefuseOffer.
struct OfferReceived {
    LegId leg;
    MediaDescription offer;
};
/// re-INVITE without an offer: answered by AcceptOffer, which carries ours; the peer's answer comes as
/// OfferAnswered.
struct OfferAsked {
    LegId leg;
};
/// The answer to our offer (re-INVITE), none when it was refused: then the session is as it was.
struct OfferAnswered {
    LegId leg;
    std::optional<MediaDescription> answer;
};
/// REFER (RFC 3515). `replaces` is our own leg named by Replaces, also one that ended up to 5 s ago.
struct TransferAsked {
    LegId leg;
    std::string number;
    std::string orbit;
    std::optional<LegId> replaces;
};
struct InfoDigit {
    LegId leg;
    char digit{};
    Duration length{};
};  ///< SIP INFO, application/dtmf-relay or dtmf
/// A trunk says, in a request or an answer within the call, who its party is now: after a transfer in another
/// system the call is somebody else's. Told whenever it is said, also if it is nothing new.
struct PartyLearned {
    LegId leg;
    Party party;  ///< never without a number
};
/// Settles a SendMessage or SendMessageOut.
struct MessageSettled {
    std::uint64_t token{};
    bool delivered{};
};

// -- from signalling, on whom we can call
// ------------------------------------------------------------------------
/// A device that a call can be placed to now.
struct Device {
    DeviceId id;
    std::string near_ip;  ///< our address towards it, for its RTP
    Transport transport{};
    bool operator==(const Device&) const = default;
};
/// Registered, moved, or gone: from now on the user has these, the preferred ones first. Told at the start,
/// too, of all who have any.
struct DevicesChanged {
    std::string user;
    std::vector<Device> devices;
};
/// Our address towards this trunk; none: it is unknown, or known to be down. Nobody has told of it: down.
struct TrunkChanged {
    std::string trunk;
    std::optional<std::string> near_ip;
};

// -- from the machine
// ----------------------------------------------------------------------------------------------------
/// The wall clock shows this now. Told at the start, before anything else, and whenever it was turned.
struct ClockIs {
    std::chrono::sys_time<Duration> wall;
};

// -- from audio
// ---------------------------------------------------------------------------------------------------
struct PromptEnded {
    LegId leg;
    PromptId prompt;
};  ///< played to the end
struct DigitHeard {
    LegId leg;
    char digit{};
    bool withheld{};  ///< the engine has not relayed it: it may belong to a code
};                    ///< RFC 4733, told once per key press; also relayed by the engine, unless withheld
struct AudioLost {
    LegId leg;
};  ///< no RTP for the set time: worth a probe
struct AudioFound {
    LegId leg;
    Address at;
};  ///< the peer's audio comes from there from now on
/// The handshake of a leg is over (DTLS-SRTP): the engine uses these from now on.
struct KeysAgreed {
    LegId leg;
    SrtpKeys keys;
    Fingerprint with;  ///< as it was ordered
};

/// Nothing more is written to it. `kept`: all of it is durable, so long; else it could not be written, which
/// may be told at any time.
struct RecordingEnded {
    MessageId message;
    Duration length{};
    bool kept{};
};

// -- from the cluster
// ----------------------------------------------------------------------------------------------------
/// The other nodes have agreed that this park has its slot.
struct SlotClaimed {
    ParkId park;
};
/// Another node was first: what it has there was told before.
struct SlotLost {
    ParkId park;
};
/// Nobody can be asked whether another node has it.
struct ClaimFailed {
    ParkId park;
};
/// A slot at another node. `taken`: it is somebody's there; only reserved as long as it looks free.
struct SlotElsewhere {
    WatchedSlot slot;
    bool taken{};
    bool operator==(const SlotElsewhere&) const = default;
};

/// That node has taken over the caller of this park, since we were away: it is not ours any more, whoever may
/// have had it here since.
struct CallerTakenAway {
    ParkId park;
    LegId parkee;  ///< none: who waits there
    std::string node;
};

using Fact =
    std::variant<CallArrived, ParkAsked, CallCancelled, CallConfirmed, CallProgressed, CallAnswered,
                 CallFailed, HungUp, PeerHeard, OfferReceived, OfferAsked, OfferAnswered, TransferAsked,
                 InfoDigit, PartyLearned, MessageSettled, DevicesChanged, TrunkChanged, PromptEnded,
                 DigitHeard, AudioLost, AudioFound, KeysAgreed, RecordingEnded, ClockIs, SlotClaimed,
                 SlotLost, ClaimFailed, SlotElsewhere, CallerTakenAway>;

}  // namespace layby::calls
