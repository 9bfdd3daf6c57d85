// What the switchboard orders, as plain values: of signalling, and of audio. Each names its leg or referral
// first. No order is ever answered; one that can't be carried out ends in a fact (CallFailed, or HungUp with
// refused_order), never in silence. Orders for a leg that is gone are ignored: its HungUp or CallFailed is on
// the way already.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "words/address.hpp"
#include "words/ids.hpp"
#include "words/media_description.hpp"
#include "words/party.hpp"
#include "words/time.hpp"

namespace layby::calls {

/// A refusal or another result: SIP status, phrase, and text for Reason/Warning.
struct Refused {
    int status{};
    std::string reason;
    bool operator==(const Refused&) const = default;
};

/// Why a ringing leg is cancelled; becomes Reason (RFC 3326).
enum class CancelReason { none, completed_elsewhere };

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
    std::string referred_by;     ///< the user who sends the caller there (RFC 3892); empty: nobody
    std::string diverted_by{};   ///< the user whose calls are forwarded there (RFC 5806); empty: nobody's
    std::string diverted_why{};  ///< "no-answer", …: the reason that RFC has for it
    bool operator==(const OutboundCall&) const = default;
};

// -- to signalling: a leg from before a restart
// -----------------------------------------------------------------------
/// Goes on with it, if it hasn't all the while. An established one is refreshed soon; if the peer no longer
/// knows it, that becomes HungUp. An outbound one that rings goes on ringing. Nothing is known of it: HungUp.
struct Resume {
    LegId leg;
    bool answered{};                           ///< else it is outbound and rings
    std::optional<MediaDescription> ours;      ///< as last agreed, none: not yet
    bool transferring{};                       ///< a transfer of it was accepted; the final report is due
    std::optional<Party> shown{};              ///< whom it shows; said again, as the last word may be lost
    std::optional<MediaDescription> theirs{};  ///< the peer's side of what was agreed
    bool operator==(const Resume&) const = default;
};

// -- an inbound leg, before our final response
// ------------------------------------------------------------------------
struct Alert {
    LegId leg;
    std::optional<MediaDescription> early;
    Party shown;
    bool operator==(const Alert&) const = default;
};  ///< 180, or 183 with early media
struct Answer {
    LegId leg;
    MediaDescription description;
    Party shown;  ///< in P-Asserted-Identity and Remote-Party-ID
    bool operator==(const Answer&) const = default;
};  ///< 200
struct Refuse {
    LegId leg;
    Refused why;
    bool operator==(const Refuse&) const = default;
};

// -- an outbound leg
// --------------------------------------------------------------------------------------------------
struct PlaceCall {
    LegId leg;
    OutboundCall call;
    bool operator==(const PlaceCall&) const = default;
};

// -- any leg
// ----------------------------------------------------------------------------------------------------------
struct HangUp {
    LegId leg;
    CancelReason reason{};
    bool operator==(const HangUp&) const = default;
};  ///< CANCEL, BYE or 487, as the state needs
/// Somebody else goes on with it: its dialog is forgotten, and the peer hears nothing of that.
struct Abandon {
    LegId leg;
    bool operator==(const Abandon&) const = default;
};
struct Offer {
    LegId leg;
    MediaDescription description;
    bool operator==(const Offer&) const = default;
};  ///< re-INVITE; glare is the adapter's business
struct AcceptOffer {
    LegId leg;
    MediaDescription answer;
    bool operator==(const AcceptOffer&) const = default;
};
struct RefuseOffer {
    LegId leg;
    Refused why;
    bool operator==(const RefuseOffer&) const = default;
};
struct Show {
    LegId leg;
    Party shown;
    bool operator==(const Show&) const = default;
};  ///< UPDATE with P-Asserted-Identity and Remote-Party-ID, where the phone allows it
struct Probe {
    LegId leg;
    bool operator==(const Probe&) const = default;
};  ///< refreshes the session now; a dead peer becomes HungUp
struct SendDigit {
    LegId leg;
    char digit{};
    Duration length{};
    bool operator==(const SendDigit&) const = default;
};  ///< SIP INFO

// -- a transfer that the leg asked for (RFC 3515)
// ---------------------------------------------------------------------
struct AcceptTransfer {
    LegId leg;
    bool operator==(const AcceptTransfer&) const = default;
};  ///< 202 and NOTIFY 100
struct ReportTransfer {
    LegId leg;
    int status{};
    std::string reason;
    bool operator==(const ReportTransfer&) const = default;
};  ///< the final NOTIFY
struct RefuseTransfer {
    LegId leg;
    Refused why;
    bool operator==(const RefuseTransfer&) const = default;
};

// -- a request to park that came from outside of the call (RFC 5359)
// --------------------------------------------------
struct AcceptReferral {
    ReferralId referral;
    bool operator==(const AcceptReferral&) const = default;
};  ///< 202 and NOTIFY 100
struct ReportReferral {
    ReferralId referral;
    Refused result;
    LegId parked;  ///< for the identifiers of its dialog; none: nobody is parked
    bool operator==(const ReportReferral&) const = default;
};  ///< the final NOTIFY
struct RefuseReferral {
    ReferralId referral;
    Refused why;
    bool operator==(const RefuseReferral&) const = default;
};

// -- MESSAGE (RFC 3428), settled once (MessageSettled) if it has a token
// ----------------------------------------------
struct SendMessage {
    std::uint64_t token{};
    std::string user;
    std::string text;
    bool operator==(const SendMessage&) const = default;
};  ///< to all devices of a user; delivered if one of them took it
struct SendMessageOut {
    std::uint64_t token{};
    std::string trunk;
    std::string number;
    std::string text;
    bool operator==(const SendMessageOut&) const = default;
};  ///< to a number through a trunk

using Order =
    std::variant<Resume, Alert, Answer, Refuse, PlaceCall, HangUp, Abandon, Offer, AcceptOffer, RefuseOffer,
                 Show, Probe, SendDigit, AcceptTransfer, ReportTransfer, RefuseTransfer, AcceptReferral,
                 ReportReferral, RefuseReferral, SendMessage, SendMessageOut>;

// -- to audio
// ---------------------------------------------------------------------------------------------------------

/// A phrase: names of sounds, played one after the other, e.g. {"digits/7", "digits/0", "digits/1"}. Names
/// that start with "tone/" are made by us: tone/confirm, tone/ringback, tone/busy, tone/error. What stands
/// behind `or_else` is played instead of all before it when a sound of that is missing.
using Phrase = std::vector<std::string>;
inline constexpr const char* or_else = "|";

/// With whom the handshake of a leg is (DTLS-SRTP).
struct DtlsPeer {
    Fingerprint fingerprint;
    bool we_begin{};  ///< it waits for us
    bool operator==(const DtlsPeer&) const = default;
};
struct IceAgreed {
    IceCredentials ours, theirs;
    bool operator==(const IceAgreed&) const = default;
};

/// What was negotiated for a leg.
struct LegAudio {
    Address remote;                              ///< where the peer said it listens; corrected by latching
    std::optional<Address> remote_rtcp;          ///< none: RTP port + 1
    CodecChoice send;                            ///< codec and payload type that the peer wants
    std::vector<CodecChoice> receive;            ///< what the peer may send, with our payload types
    std::optional<std::uint8_t> send_digits;     ///< telephone-event payload type towards the peer
    std::optional<std::uint8_t> receive_digits;  ///< and from it
    bool peer_listens{true};                     ///< false: send it nothing but RTCP (it has put us on hold)
    bool peer_speaks{true};                      ///< false: expect no RTP from it
    std::optional<std::uint16_t> max_ptime{};    ///< it takes no more milliseconds in one packet; none: any
    std::string peer_ip{};                       ///< where its SIP comes from; empty: unknown
    bool proved{true};               ///< it got what we sent to peer_ip, so it isn't somebody else's name
    std::optional<Address> found{};  ///< where its audio came from before a restart, if from elsewhere
    std::optional<SrtpKeys> keys{};  ///< none: in clear, or by a handshake that isn't over
    std::optional<DtlsPeer> dtls{};  ///< its keys come by a handshake
    std::optional<IceAgreed> ice{};  ///< `remote` is where checks come from, not what it said
    bool rtcp_mux{};                 ///< RTCP goes where RTP goes, and nowhere else
    bool operator==(const LegAudio&) const = default;
};

/// For WatchForCode: every key, also of a peer that says its keys in no way but as tones.
inline constexpr char any_key = '?';

struct CloseAudio {
    LegId leg;
    bool operator==(const CloseAudio&) const = default;
};
struct Negotiated {
    LegId leg;
    LegAudio audio;
    bool operator==(const Negotiated&) const = default;
};  ///< first or again (hold, new address, other codec)

// What the leg hears. Each replaces what it heard before.
struct PlayMusic {
    LegId leg;
    std::string music;
    bool operator==(const PlayMusic&) const = default;
};
struct Say {
    LegId leg;
    Phrase phrase;
    PromptId prompt;
    bool operator==(const Say&) const = default;
};  ///< once; ends in PromptEnded, then silence
struct Loop {
    LegId leg;
    Phrase phrase;
    bool operator==(const Loop&) const = default;
};  ///< for ever: ringback, busy
struct Connect {
    LegId leg, other;
    bool operator==(const Connect&) const = default;
};  ///< both hear each other
struct Quiet {
    LegId leg;
    bool operator==(const Quiet&) const = default;
};  ///< nothing is sent, nothing relayed

/// From a press of the key `first` on, key presses of this leg are withheld from the other one and only told,
/// until this is ordered again. 0: never. A peer that has not agreed on telephone-event is listened to for
/// the tones of keys; with `any_key` and nobody to hear it, also one that has agreed and never used it. A key
/// that is held down as a bridge begins was not meant for the other one, who doesn't get the rest of it.
struct WatchForCode {
    LegId leg;
    char first{};
    bool operator==(const WatchForCode&) const = default;
};
/// RFC 4733; a tone in its audio when the peer has not agreed on telephone-event.
struct PlayDigit {
    LegId leg;
    char digit{};
    Duration length{};
    bool operator==(const PlayDigit&) const = default;
};

// What the leg says is written down. It ends in RecordingEnded, whoever ended it.
struct Record {
    LegId leg;
    MessageId message;
    bool operator==(const Record&) const = default;
};
/// It has come to its end. Also of one that a process before has begun; the leg may be gone.
struct StopRecording {
    LegId leg;
    MessageId message;
    bool operator==(const StopRecording&) const = default;
};
/// It is forgotten, also one that is over; nothing is told.
struct DropRecording {
    LegId leg;
    MessageId message;
    bool operator==(const DropRecording&) const = default;
};

using AudioOrder = std::variant<CloseAudio, Negotiated, PlayMusic, Say, Loop, Connect, Quiet, WatchForCode,
                                PlayDigit, Record, StopRecording, DropRecording>;

}  // namespace layby::calls
