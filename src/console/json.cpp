#include "console/json.hpp"

#include <ctime>
#include <nlohmann/json.hpp>

#include "runtime/version.hpp"

namespace layby::console {
namespace {

using Json = nlohmann::ordered_json;

/// Bytes that aren't UTF-8 come from a phone: they are shown as U+FFFD, never an exception.
std::string text(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

double seconds(Duration duration) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
    return static_cast<double>(ms) / 1000.0;
}

const char* word(parking::Phase phase) {
    switch (phase) {
        case parking::Phase::reserved:
            return "reserved";
        case parking::Phase::waiting:
            return "waiting";
        case parking::Phase::ringing:
            return "ringing";
        case parking::Phase::retrieving:
            return "retrieving";
    }
    return "unknown";
}

Json shown(const Party& party) {
    if (party.anonymous) return {{"name", ""}, {"number", ""}, {"anonymous", true}};
    return {{"name", party.name}, {"number", party.number}, {"anonymous", false}};
}

Json shown(const parking::Parker& parker) {
    Json json = shown(parker.shown);
    json["user"] = parker.user;
    return json;
}

Json next_of(const parking::ParkedCallView& call, Instant now) {
    if (!call.next) return nullptr;
    return {{"what", call.next_what}, {"in_s", seconds(*call.next - now)}};
}

Json slot_of(const parking::ParkedCallView& call, bool locked, Instant now) {
    Json json{{"slot", call.slot.value},      {"park", call.park.value},
              {"phase", word(call.phase)},    {"caller", shown(call.caller)},
              {"parker", shown(call.parker)}, {"since_s", seconds(now - call.since)},
              {"next", next_of(call, now)},   {"parker_told", call.told}};
    json["for_user"] = call.for_user;
    json["pin"] = locked;
    json["taker"] = call.ringing_or_taking ? shown(*call.ringing_or_taking) : Json(nullptr);
    return json;
}

Json lot_of(const calls::LotView& lot, Instant now) {
    Json parked = Json::array();
    for (const auto& call : lot.parked) parked.push_back(slot_of(call, lot.locked.contains(call.park), now));
    return {{"name", lot.name},
            {"park_number", lot.park_number},
            {"first_slot", lot.first.value},
            {"last_slot", lot.last.value},
            {"parked", std::move(parked)}};
}

Json call_of(const calls::CallView& call, Instant now) {
    return {{"id", call.leg.value},
            {"party", shown(call.party)},
            {"state", call.state},
            {"direction", call.inbound ? "in" : "out"},
            {"dialled", call.dialled},
            {"trunk", call.trunk.empty() ? Json(nullptr) : Json(call.trunk)},
            {"lot", call.slot ? Json(call.lot) : Json(nullptr)},
            {"slot", call.slot ? Json(call.slot->value) : Json(nullptr)},
            {"with", call.other ? Json(call.other.value) : Json(nullptr)},
            {"since_s", seconds(now - call.since)}};
}

Json registration_of(const Registration& registration) {
    return {{"user", registration.user},
            {"contact", registration.contact},
            {"user_agent", registration.user_agent},
            {"expires_in_s", registration.expires_in_s},
            {"reachable", registration.reachable}};
}

/// RFC 3339 in UTC, e.g. "2026-11-22T20:54:24Z".
std::string utc(std::chrono::system_clock::time_point when) {
    const auto seconds = std::chrono::system_clock::to_time_t(when);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char out[32];
    return {out, std::strftime(out, sizeof out, "%FT%TZ", &parts)};
}

Json past_call_of(const PastCall& past) {
    const bool taken = !past.park.by.name.empty() || !past.park.by.number.empty() || past.park.by.anonymous;
    return {{"id", past.id},
            {"lot", past.park.lot},
            {"slot", past.park.slot.value},
            {"caller", shown(past.park.caller)},
            {"parker", shown(past.park.parker)},
            {"outcome", calls::text_of(past.park.outcome)},
            {"taker", taken ? shown(past.park.by) : Json(nullptr)},
            {"parked_at", utc(past.parked)},
            {"ended_at", utc(past.ended)},
            {"lasted_s", seconds(past.park.lasted)}};
}

template <class Rows, class One>
Json list(const Rows& rows, One one) {
    Json json = Json::array();
    for (const auto& row : rows) json.push_back(one(row));
    return json;
}

}  // namespace

std::string status_json(const std::vector<Count>& counts, const MediaWay& media_way,
                        std::chrono::seconds uptime) {
    Json groups = Json::object();
    for (const auto& count : counts) groups[count.group][count.name] = count.value;
    const Json way{{"runs", media_way.runs}, {"why_not_faster", media_way.why_not_faster}};
    return text({{"version", runtime::version()},
                 {"uptime_s", uptime.count()},
                 {"media_way", way},
                 {"counters", groups}});
}

std::string lots_json(const Desk::Lots& lots) {
    return text({{"lots", list(lots.lots, [&](const auto& lot) { return lot_of(lot, lots.now); })}});
}

std::optional<std::string> lot_json(const Desk::Lots& lots, const std::string& name) {
    for (const auto& lot : lots.lots) {
        if (lot.name == name) return text(lot_of(lot, lots.now));
    }
    return {};
}

std::string calls_json(const std::vector<calls::CallView>& calls, Instant now) {
    return text({{"calls", list(calls, [&](const auto& call) { return call_of(call, now); })}});
}

std::string registrations_json(const std::vector<Registration>& registrations) {
    return text({{"registrations", list(registrations, registration_of)}});
}

std::string bans_json(const std::vector<Ban>& bans) {
    const auto one = [](const Ban& ban) { return Json{{"source", ban.source}, {"left_s", ban.left_s}}; };
    return text({{"bans", list(bans, one)}});
}

std::string history_json(const std::vector<PastCall>& past) {
    return text({{"history", list(past, past_call_of)}});
}

std::string version_json() { return text({{"name", "layby"}, {"version", runtime::version()}}); }

std::string slot_json(SlotNumber slot, const std::string& state, const std::string& user) {
    Json json{{"slot", slot.value}, {"state", state}};
    if (!user.empty()) json["user"] = user;
    return text(json);
}

std::string state_json(const std::string& state, std::optional<std::size_t> legs) {
    Json json{{"state", state}};
    if (legs) json["legs"] = *legs;
    return text(json);
}

std::string serving_json(std::size_t legs, bool was_draining) {
    return text({{"state", "serving"}, {"legs", legs}, {"was_draining", was_draining}});
}

std::string reloaded_json(const std::vector<std::string>& at_next_start) {
    return text({{"state", "reloaded"}, {"at_next_start", at_next_start}});
}

Answer refusal(int status, const std::string& code, const std::string& message) {
    return {status, text({{"error", {{"code", code}, {"message", message}}}}), {}};
}

Answer bad_configuration(const std::vector<std::string>& problems) {
    const Json error{{"code", "bad_configuration"},
                     {"message", "the configuration has errors; the old one stays in effect"},
                     {"problems", problems}};
    return {422, text({{"error", error}}), {}};
}

Answer cannot_upgrade(const std::vector<std::string>& problems) {
    const Json error{{"code", "cannot_upgrade"},
                     {"message", "the server was not replaced; it goes on as it is"},
                     {"problems", problems}};
    return {409, text({{"error", error}}), {}};
}

std::optional<std::optional<Duration>> within_of(const std::string& json) {
    using Within = std::optional<Duration>;
    constexpr std::chrono::seconds longest = std::chrono::hours{24 * 30};
    if (json.empty()) return Within{};
    const auto parsed = Json::parse(json, nullptr, false);
    if (!parsed.is_object()) return {};
    const auto within = parsed.find("within_s");
    if (within == parsed.end()) return Within{};
    if (!within->is_number()) return {};
    const auto seconds = within->get<double>();
    if (!(seconds >= 0 && seconds <= static_cast<double>(longest.count()))) return {};
    if (seconds == 0) return Within{};  // as "0s" in the settings: no limit
    return Within{std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds))};
}

std::optional<std::string> pin_of(const std::string& json) {
    const auto parsed = Json::parse(json, nullptr, false);
    if (!parsed.is_object()) return {};
    const auto pin = parsed.find("pin");
    if (pin == parsed.end()) return {};
    if (pin->is_null()) return std::string{};
    if (!pin->is_string() || !calls::is_pin(pin->get_ref<const std::string&>())) return {};
    return pin->get<std::string>();
}

std::optional<std::string> user_of(const std::string& json) {
    const auto parsed = Json::parse(json, nullptr, false);
    if (!parsed.is_object()) return {};
    const auto user = parsed.find("user");
    if (user == parsed.end() || !user->is_string()) return {};
    return user->get<std::string>();
}

std::optional<Desk::Tracing> tracing_of(const std::string& json) {
    const auto parsed = Json::parse(json, nullptr, false);
    if (!parsed.is_object()) return {};
    const auto on = parsed.find("on"), number = parsed.find("number");
    if (on == parsed.end() || !on->is_boolean()) return {};
    Desk::Tracing wanted{on->get<bool>(), {}};
    if (number == parsed.end() || number->is_null()) return wanted;
    if (!number->is_string()) return {};
    wanted.number = number->get<std::string>();
    return wanted;
}

std::optional<std::string> level_of(const std::string& json) {
    const auto parsed = Json::parse(json, nullptr, false);
    const auto level = parsed.is_object() ? parsed.value("level", Json()) : Json();
    for (const char* known : {"debug", "info", "warn", "error"})
        if (level == known) return std::string{known};
    return {};
}

}  // namespace layby::console
