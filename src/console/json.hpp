// What the API shows, as JSON text. Durations are seconds; nobody's secrets, and nothing of a caller who
// asked for privacy. Pure functions, console thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "console/copy.hpp"
#include "console/exchange.hpp"
#include "console/http_server.hpp"

namespace layby::console {

/// To show an instant as a time of day and, in an answer that is read at once, as an age.
struct Times {
    Instant now;
    std::chrono::system_clock::time_point at_zero;  ///< the wall clock at the switchboard's instant 0
    bool ages{true};

    Times without_ages() const { return {now, at_zero, false}; }
};

/// A parked call is over: who was where.
struct Unparked {
    std::string lot;
    SlotNumber slot;
    ParkId park;
};

/// Messages of this user are others than they were.
struct BoxChanged {
    std::string user;
};

/// What the server is like beside its counters.
struct Standing {
    MediaWay media_way;
    std::vector<SeenBy> networks;
};
std::string status_json(const std::vector<Count>& counts, const Standing& standing,
                        std::chrono::seconds uptime);
std::string lots_json(const Copy& copy, const Times& times);
std::string lot_json(const Copy& copy, const calls::LotShape& lot, const Times& times);
std::string parked_json(const calls::ShownPark& park, const Times& times);
std::string calls_json(const Copy& copy, const Times& times);
std::string trunks_json(const Copy& copy, const Times& times);
std::string trunk_json(const ShownTrunk& trunk, const Times& times);
std::string registrations_json(const Copy& copy, const Times& times);

// The live feed: everything, and what each kind of event is called and says.
std::string snapshot_json(const Copy& copy, bool with_trunks, const Times& times);
inline const char* event_name(const calls::ShownLots&) { return "lots"; }
inline const char* event_name(const calls::ShownPark&) { return "parked"; }
inline const char* event_name(const Unparked&) { return "unparked"; }
inline const char* event_name(const calls::CallView&) { return "call"; }
inline const char* event_name(const calls::CallOver&) { return "call-over"; }
inline const char* event_name(const calls::Presence&) { return "presence"; }
inline const char* event_name(const calls::Task&) { return "task"; }
inline const char* event_name(const calls::TaskOver&) { return "task-over"; }
inline const char* event_name(const BoxChanged&) { return "messages"; }
inline const char* event_name(const UserPhones&) { return "registrations"; }
inline const char* event_name(const ShownTrunk&) { return "trunk"; }
inline const char* event_name(const ShownTrunks&) { return "trunks"; }
std::string event_json(const calls::ShownLots& lots, const Times& times);
std::string event_json(const calls::ShownPark& park, const Times& times);
std::string event_json(const Unparked& park, const Times& times);
std::string event_json(const calls::CallView& call, const Times& times);
std::string event_json(const calls::CallOver& call, const Times& times);
/// Where to its calls are forwarded it doesn't say: everybody sees it.
std::string event_json(const calls::Presence& presence, const Times& times);
std::string event_json(const calls::Task& task, const Times& times);
std::string event_json(const calls::TaskOver& over, const Times& times);
std::string event_json(const BoxChanged& box, const Times& times);
std::string event_json(const UserPhones& phones, const Times& times);
std::string event_json(const ShownTrunk& trunk, const Times& times);
std::string event_json(const ShownTrunks& trunks, const Times& times);

/// By user, then by what is watched.
std::string lamps_json(std::vector<Lamp> lamps);
std::string bans_json(const std::vector<Ban>& bans);
std::string audit_json(const std::vector<Audited>& audit);
std::string version_json();
std::string slot_json(SlotNumber slot, const std::string& state, const std::string& user);
std::string call_ordered_json(const calls::CallOrder& order, const std::vector<LegId>& legs);
/// What the server does now, and how many legs it has, where that matters.
std::string state_json(const std::string& state, std::optional<std::size_t> legs = {});

std::string serving_json(std::size_t legs, bool was_draining);
std::string reloaded_json(const std::vector<std::string>& at_next_start);

Answer bad_configuration(const std::vector<std::string>& problems);
Answer cannot_upgrade(const std::vector<std::string>& problems);

/// The member "within_s" of a JSON object, 0 to 30 days; no duration where it is missing or 0, or the text is
/// empty. Nothing at all when the text isn't such an object.
std::optional<std::optional<Duration>> within_of(const std::string& json);

/// The member "pin" of a JSON object: digits, or null for none, which is empty here. None when the text isn't
/// such an object.
std::optional<std::string> pin_of(const std::string& json);
/// The member "user" of a JSON object, empty where it is missing; none when the text isn't such an object.
std::optional<std::string> user_of(const std::string& json);

/// The member "number" of a JSON object, which isn't empty.
std::optional<std::string> number_of(const std::string& json);
std::string erased_json(std::size_t entries);

std::optional<Desk::Tracing> tracing_of(const std::string& json);
std::optional<std::string> level_of(const std::string& json);

}  // namespace layby::console
