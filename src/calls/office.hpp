// The office: users, trunks and lots as an admin set them up, as far as the switchboard needs to know. Plain
// values.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "calls/ends.hpp"
#include "calls/message.hpp"
#include "hours/opening_hours.hpp"
#include "parking/rules.hpp"
#include "words/media_description.hpp"
#include "words/time.hpp"
#include "words/transport.hpp"

namespace layby::calls {

/// Whether a party's audio is encrypted (SRTP).
enum class MediaEncryption : std::uint8_t {
    off,     ///< only for who insists on it
    prefer,  ///< if it offers that; we offer it where the keys travel encrypted
    require  ///< a call in clear is refused
};

/// What may be called outside on somebody's account. Numbers for emergencies always may.
struct Outside {
    bool allowed{true};
    std::vector<std::string> barred{};  ///< patterns (see RouteOut) of numbers, as dialled or as sent out
    std::size_t max_calls{};            ///< at once; 0: no limit
    std::size_t max_per_hour{};         ///< begun; 0: no limit
};

struct User {
    std::string name;     ///< dialled and registered as this, e.g. "201"
    std::string display;  ///< shown to others, e.g. "Ann Lee"; may be empty
    bool may_park{true}, may_retrieve{true};
    Duration ring_for{60s};     ///< a call to all its devices is given up after so long
    std::size_t max_calls{32};  ///< that its phones make or have at once; 0: no limit
    MediaEncryption encryption{MediaEncryption::prefer};
    Ends ends{};
    Outside outside{};
    std::string language{};  ///< in which it is spoken to; empty: as `Office::language` says
    MessageBox box{};
};

/// When somebody is there. What asks for them goes elsewhere while they are closed.
struct Hours {
    std::string name;
    hours::OpeningHours when;  ///< by the clock
    std::string code;  ///< dialled by a user, it switches them by hand; it is their lamp, too. Empty: none
};

/// Users who are called by one number.
struct Group {
    enum class Rings : std::uint8_t {
        together,      ///< all at once
        in_turn,       ///< one after the other, as they are listed
        longest_idle,  ///< one after the other, first who has been in no call for longest
    };
    std::string number;
    std::string name;  ///< shown before the caller's, e.g. "Sales"; may be empty
    std::vector<std::string> users;
    Rings rings{Rings::together};
    Duration step{15s};       ///< each one rings so long when they ring one after the other
    Duration within{60s};     ///< all of it is given up after so long
    std::string then;         ///< where the call goes on that nobody takes; empty: it is refused
    std::string hours{};      ///< while these are closed nobody of it rings; empty: always open
    std::string closed_to{};  ///< where a call goes then
};

/// Whether somebody who has given up becomes a call-back task.
struct CallBack {
    bool wanted{};
    Duration within{1h};  ///< then it is due
};

/// How a number behind a trunk is told the slot that it has parked in.
enum class TellParker {
    no,
    message,       ///< MESSAGE (RFC 3428) and, if it isn't taken, a short ring
    call,          ///< a call that speaks the slot
    message_call,  ///< MESSAGE and, if it isn't taken, that call
};

struct Trunk {
    std::string name;
    bool may_park{};          ///< a plain call from it to a park number parks (P9)
    bool may_retrieve{};      ///< a plain call from it to a slot retrieves
    std::size_t max_calls{};  ///< in both directions at once; 0: no limit
    bool spoken_refusals{};   ///< who calls by it hears why its call to a lot is refused
    bool names_parker{};      ///< it is believed who parks, and that one is told and rung through it
    bool consults{};  ///< who calls a park number plainly is about to park another, and hears the slot
    TellParker tell_parker{TellParker::message};
    Outside outside{.allowed = false};  ///< of its calls that leave by another trunk
    Transport transport{};              ///< over which we call it
    MediaEncryption encryption{MediaEncryption::prefer};
    CallBack call_back{};    ///< of a caller whom nobody answers
    std::string language{};  ///< of who calls by it; empty: of the lot, or of the office
};

/// How the parker is told the slot on its own leg.
enum class Announcement {
    silent,    ///< nothing is heard; the number is on the display and in a message
    tone,      ///< a confirmation tone only; the number is on the display and in the message
    digits,    ///< tone and digits, "7 0 1"
    number,    ///< tone and the number, "seven hundred one"
    sentence,  ///< tone and "extension 7 0 1"
};

/// A lot with the numbers that lead to it.
struct LotNumbers {
    parking::LotRules rules;
    Announcement announcement{Announcement::digits};
    std::string park_number;  ///< any free slot, e.g. "700"
    std::string longest;      ///< dialled, it retrieves who has waited longest in this lot; empty: none
    std::string pin;          ///< asked for by prompt before a call is handed out; empty: none
    std::string overflow;     ///< the lot that is asked when this one is full; empty: none. Its own overflow
                              ///< isn't asked in turn
    std::string park_prefix;  ///< this and a slot number, dialled plainly, parks the dialling call there,
                              ///< e.g. "*7"; empty: none
    CallBack call_back{.wanted = true};  ///< of a caller who hangs up in a slot
    std::string language{};              ///< of who has none of its own; empty: of the office
    bool said_whole{true};  ///< each of its slots has a sentence of its own in synthesised languages
};

/// So many slots have sentences of their own in synthesised languages, in the order of the lots.
inline constexpr std::size_t most_said_whole = 100;
void limit_whole_sentences(std::vector<LotNumbers>& lots);

/// Numbers that leave by a trunk. Patterns: digits, `X` 0–9, `Z` 1–9, `N` 2–9, `[1-5]`, `.` one or more of
/// anything, `!` none or more. The first rule that matches wins.
struct RouteOut {
    std::string pattern;
    std::vector<std::string> trunks;  ///< tried in order
    std::size_t strip{};              ///< leading characters removed
    std::string prepend;
};
/// Numbers that arrive on a trunk and lead to a number of ours.
struct RouteIn {
    std::string trunk;
    std::string pattern;
    std::string number;       ///< ours; empty: the dialled one as it is
    std::string hours{};      ///< while these are closed it leads to `closed_to`; empty: always open
    std::string closed_to{};  ///< ours
    std::string language{};   ///< of who calls it; empty: of the trunk
};

/// What a user dials, or keys during a call, to park and retrieve. Each may be empty: off.
struct Codes {
    /// Parks the call that the user holds: alone in any slot of the first lot, with a slot behind it in that
    /// slot, with a user behind it for that user. `*` and digits after all that are the call's own PIN.
    std::string park{"*68"};
    /// Retrieves: alone a call that is parked for the user (or was by it, for nobody in particular), with a
    /// slot behind it the call in that slot, with a user behind it a call parked for that user.
    std::string retrieve{"*88"};
    std::string longest{"*86"};       ///< retrieves who has waited longest in the first lot
    std::string in_call_park{"*72"};  ///< keyed by a user during a call, it parks the other party
    std::string pickup{"**"};         ///< and a user: takes the call that rings there; and a slot: retrieves
    // What a user wants done with its calls (presence.hpp), said from its own phone.
    std::string do_not_disturb{"*76"};  ///< turns it on or off; with a user behind it, it is its lamp, too
    std::string do_not_disturb_on{"*78"}, do_not_disturb_off{"*79"};
    /// With a '*' and a number behind it, forwards there: `*21*205`. With '#' in the place of its '*' it ends
    /// that: `#21`. As mobile phones do it (3GPP TS 22.030), a '#' at the end may follow.
    std::string forward_always{"*21"}, forward_busy{"*67"}, forward_no_answer{"*61"},
        forward_unregistered{"*62"};
    std::string forward_off{"*73"};  ///< ends all forwards
};

/// A cluster has no more nodes than this.
inline constexpr std::uint64_t most_nodes = 9;
/// For ids that are no other node's: with 4 bits of a start for the node, all fit into the numbers of
/// JavaScript, which have 53 bits.
constexpr std::uint64_t start_of_node(std::uint64_t start, std::uint64_t node) {
    return node == 0 ? start : start << 4 | node;
}

/// Several servers with one office.
struct Cluster {
    std::string node{};                          ///< our name in it; empty: there is none
    std::uint64_t number{};                      ///< ours, in ids
    std::map<std::string, std::string> peers{};  ///< the trunks that lead to the others, by node
};

struct Office {
    std::vector<User> users;
    std::vector<Hours> hours{};
    std::vector<Group> groups{};
    std::vector<Trunk> trunks;
    std::vector<LotNumbers> lots;
    std::vector<RouteOut> routes_out;
    std::vector<RouteIn> routes_in;
    std::vector<std::string> emergency{"110", "112", "911", "999", "000"};  ///< numbers, as dialled or sent
    Codes codes;
    std::string music{"default"};  ///< for a party on hold
    Duration tasks_kept{};         ///< a call-back task is forgotten when it is so old; zero: never
    Duration park_after_hold{};    ///< a party that a user holds for so long is parked; zero: never
    MediaEncryption encryption{MediaEncryption::prefer};  ///< of who is neither a user nor a trunk
    bool spoken_refusals{true};                           ///< a user hears why its call to a lot is refused
    std::string language{"en"};                           ///< of everybody for whom nothing else is said
    Cluster cluster{};
};

/// 1 to 16 digits.
bool is_pin(std::string_view text);

}  // namespace layby::calls
