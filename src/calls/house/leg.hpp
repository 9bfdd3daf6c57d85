// A leg: one party's call with us, and what it is doing. Plain data, owned by the board, used on the
// signalling thread. A leg that is gone stays in the table until the end of the turn, so that references to
// it are safe while a fact is handled; find() no longer returns it.
#pragma once
#include <optional>
#include <string>

#include "calls/deadlines.hpp"
#include "calls/facts.hpp"
#include "calls/orders.hpp"
#include "calls/ports/audio_ports.hpp"
#include "calls/task.hpp"

namespace layby::calls {

using RingId = Id<struct RingTag>;
using TransferId = Id<struct TransferTag>;

enum class Doing : std::uint8_t {
    arriving,      ///< inbound, unanswered, not routed yet
    calling,       ///< inbound and unanswered, or rung by order and answered: waits for `ring`
    rung,          ///< outbound, unanswered: a branch of `ring`
    asking,        ///< wants the caller of a slot and waits for the lot's word, within one turn
    talking,       ///< bridged with `with`
    waiting,       ///< answered, its partner transferred it: waits for the `ring` of `transfer`
    transferring,  ///< answered, asked for `transfer`, which is under way
    consulting,    ///< answered, hears the slot that is reserved for its transfer (`park`)
    entering,      ///< answered, is asked for the PIN of the slot it wants (`pin`)
    announcing,    ///< answered, its call is in `park` and it is being told where
    parked,        ///< waits in the slot of `park`
    refused,       ///< hears why it is refused; the refusal itself (`refusal`) follows
    leaving,       ///< answered, nobody is left for it to talk to: its BYE is awaited
    confirming,    ///< answered, hears that what it has dialled is done; our BYE follows
};

/// How far a caller in a slot is with its message.
enum class Dictation : std::uint8_t {
    none,
    asked,        ///< hears that it may speak after the tone
    speaking,     ///< and is recorded
    saving,       ///< it has come to its end, which is not durable yet
    interrupted,  ///< by a restart: it waits again, and what it has said is there if it hangs up
};

/// A retriever that is asked for a PIN, and for what.
struct PinEntry {
    std::string lot;
    SlotNumber slot;
    ParkId park;
    std::string keyed;  ///< never logged
    int wrong{};
    bool operator==(const PinEntry&) const = default;
};

/// The slot in which a party was parked last.
struct LastSlot {
    std::string lot;
    SlotNumber slot;
    bool operator==(const LastSlot&) const = default;
};

/// A park that this leg asked for, and that was refused.
struct RefusedPark {
    std::string lot;
    Instant at;
    bool operator==(const RefusedPark&) const = default;
};

/// On whose account a call leaves the house. Without a name it is nobody's: the settings want it.
struct Account {
    Origin::Kind kind{};
    std::string name;
    auto operator<=>(const Account&) const = default;
};

struct Leg {
    LegId id;
    bool inbound{}, answered{}, confirmed{}, gone{};
    bool rang{};        ///< the inbound leg has got a 180 or 183
    bool refer_open{};  ///< a transfer was accepted and its final report is due
    Doing doing{Doing::arriving};
    Origin from;         ///< whose call this is: who sent the INVITE, or whose phone or line we ring
    Party party;         ///< who it is, as the others are shown
    std::string number;  ///< what was dialled, without a PIN; outbound: by us to reach it, or for whom it is
    std::string ordered_by{};  ///< who has ordered that its user's phone is rung to call `number`; else empty
    TaskId task;               ///< and to call back for this one; none once they have talked
    Account payer;             ///< of one that leaves by a trunk
    Instant since;
    Instant answered_at;  ///< zero until it is
    LegId met;            ///< with whom it has talked first

    std::string call_id;  ///< how it is named in SIP, for the log alone; empty: not known yet
    std::string near_ip;
    Transport transport{};                    ///< of its SIP
    std::string peer_ip;                      ///< where its SIP comes from
    std::optional<Address> local;             ///< our RTP address, once a port is taken
    std::optional<MediaDescription> theirs;   ///< what the peer said last
    std::optional<MediaDescription> ours;     ///< what we said last, as agreed
    std::optional<MediaDescription> offered;  ///< what we offered; the answer is outstanding
    std::optional<LegAudio> audio;            ///< as ordered from the engine; none before the first agreement

    LegId with;           ///< talking: the other party
    RingId ring;          ///< calling, waiting, rung
    TransferId transfer;  ///< waiting, transferring
    ParkId park;          ///< consulting, announcing, parked; also while its retriever isn't confirmed
    ParkId taking;        ///< the retriever's side of the latter
    PromptId prompt;      ///< what is being said to it is `saying`
    Phrase saying;
    MessageId message;                    ///< parked: what it says into a box
    Dictation dictation{};                ///< likewise
    std::optional<PinEntry> pin;          ///< entering
    std::optional<Refused> refusal;       ///< refused
    std::optional<LastSlot> parked_last;  ///< kept for its next park
    std::optional<RefusedPark> refused_park;
    std::string keyed;                  ///< what may become the in-call code, withheld from the other party
    bool keys_by_info{};                ///< it says its keys in SIP INFO
    bool asked_keys{};                  ///< it was asked for a PIN, or what it chooses
    std::optional<Instant> hash_until;  ///< its PIN was complete without the '#' that may follow until then
    std::uint32_t identities{};         ///< how often its party became another during the call
    bool held{};                        ///< noted among the calls that its user holds
    Instant held_since;
    Ticket keyed_timer, hold_timer;
    Ticket timer;

    /// By the party, or by us to reach it. A call from before an upgrade may have come without it.
    const std::string& dialled() const { return number.empty() && !inbound ? party.number : number; }
    /// Called by us, so that it calls somebody (ordered_call.hpp).
    bool is_ordered() const { return !ordered_by.empty(); }
    bool is_user() const { return from.kind == Origin::Kind::user; }
    std::string user() const { return is_user() ? from.name : std::string{}; }
    std::optional<Codec> codec() const {
        if (!audio) return std::nullopt;
        return audio->send.codec;
    }
    /// It has put us on hold: it hears nothing from us.
    bool holding() const { return audio && !audio->peer_listens; }
    bool operator==(const Leg&) const = default;
};

struct Board;

// -- its life
Leg& add_inbound(Board& board, const CallArrived& call);
Leg& add_outbound(Board& board, const Origin& whose, const std::string& near_ip, Transport transport = {},
                  const Account& payer = {});
/// The one door to another state. What a leg's state means stands in states/state.cpp.
void enter(Leg& leg, Doing state);
/// The leg, unless it is unknown or gone; to look at, or to change.
const Leg* find(const Board& board, LegId id);
Leg* change(Board& board, LegId id);
/// Ends it from our side: CANCEL, BYE or 487 as its state needs.
void end(Board& board, Leg& leg, CancelReason reason = CancelReason::none);
/// Refuses it: unanswered by its status, answered by a tone.
void refuse(Board& board, Leg& leg, const Refused& why);
/// Forgets it: the peer or an order has ended it.
void drop(Board& board, Leg& leg);
/// Its part is over: nothing to hear, its BYE awaited, ours after 4 s.
void leave(Board& board, Leg& leg);
void set_timer(Board& board, Leg& leg, Duration after);

// -- its audio
bool open_audio(Board& board, Leg& leg, AudioPorts::For whom = AudioPorts::For::anybody);
inline const Refused no_audio_port{503, "no audio port"};
/// Why nothing can be agreed on an arriving call's offer, if there is one.
std::optional<Refused> unfit(const Board& board, const Leg& leg);
/// 200, with the answer or, on a delayed offer, with ours. Once; an answered leg stays as it is. Prefers the
/// codec `like`, so that nothing need be transcoded.
void answer(Board& board, Leg& leg, const Party& shown, std::optional<Codec> like);
/// 183 with the answer that the 200 will repeat (RFC 3261 section 13.2.1).
void ring_with_early_media(Board& board, Leg& leg, const Party& shown, std::optional<Codec> like);
/// The peer's answer to our offer. False when it shares no codec with it.
bool take_answer(Board& board, Leg& leg, const MediaDescription& theirs);
/// Takes an offer within the call. False when there is no codec in common: the session stays as it was.
bool take_offer(Board& board, Leg& leg, const MediaDescription& theirs);
/// It has shown that it gets what we send to where its SIP comes from.
void proved(Board& board, Leg& leg);
/// What is said once is said again to who may have missed it: after hold, resume, a new address or codec.
void say_again(Board& board, Leg& leg);

// -- its transfer's report (RFC 3515)
void accept_transfer(Board& board, Leg& leg);
void report_transfer(Board& board, Leg& leg, int status, const std::string& reason);

}  // namespace layby::calls
