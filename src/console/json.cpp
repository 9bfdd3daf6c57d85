#include "console/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "console/json_parts.hpp"
#include "console/task_parts.hpp"
#include "runtime/version.hpp"

namespace layby::console {
namespace {

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

void add_since(Json& json, Instant since, const Times& times) {
    json["since"] = utc_of(since, times);
    if (times.ages) json["since_s"] = seconds(times.now - since);
}

Json next_of(const parking::ParkedCallView& call, const Times& times) {
    if (!call.next) return nullptr;
    Json json{{"what", call.next_what}, {"at", utc_of(*call.next, times)}};
    if (times.ages) json["in_s"] = seconds(*call.next - times.now);
    return json;
}

Json parked_of(const calls::ShownPark& park, const Times& times) {
    const auto& call = park.call;
    Json json{{"lot", park.lot},           {"slot", call.slot.value},      {"park", call.park.value},
              {"phase", word(call.phase)}, {"caller", shown(call.caller)}, {"parker", shown(call.parker)}};
    add_since(json, call.since, times);
    json["next"] = next_of(call, times);
    json["parker_told"] = call.told;
    json["for_user"] = call.for_user;
    json["note"] = call.note;
    json["pin"] = park.locked;
    json["language"] = or_null(park.language);
    json["node"] = or_null(park.node);
    json["taker"] = call.ringing_or_taking ? shown(*call.ringing_or_taking) : Json(nullptr);
    return json;
}

Json shape_of(const calls::LotShape& lot) {
    return {{"name", lot.name},
            {"park_number", lot.park_number},
            {"first_slot", lot.first.value},
            {"last_slot", lot.last.value}};
}

Json lot_of(const Copy& copy, const calls::LotShape& lot, const Times& times) {
    Json json = shape_of(lot), parked = Json::array();
    for (const auto* park : copy.parked_in(lot.name)) parked.push_back(parked_of(*park, times));
    json["parked"] = std::move(parked);
    return json;
}

Json call_of(const calls::CallView& call, const Times& times) {
    Json json{{"id", call.leg.value},
              {"party", shown(call.party)},
              {"state", call.state},
              {"direction", call.inbound ? "in" : "out"},
              {"dialled", call.dialled},
              {"transport", name_of(call.transport)},
              {"encrypted", call.encrypted},
              {"trunk", call.trunk.empty() ? Json(nullptr) : Json(call.trunk)},
              {"lot", call.slot ? Json(call.lot) : Json(nullptr)},
              {"slot", call.slot ? Json(call.slot->value) : Json(nullptr)},
              {"with", call.other ? Json(call.other.value) : Json(nullptr)},
              {"ordered_by", or_null(call.ordered_by)},
              {"language", or_null(call.language)}};
    add_since(json, call.since, times);
    return json;
}

Json registration_of(const Registration& registration, const Times& times) {
    Json json{{"user", registration.user},
              {"name", registration.name},
              {"contact", registration.contact},
              {"user_agent", registration.user_agent},
              {"expires", utc_of(registration.expires, times)}};
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(registration.expires - times.now);
    if (times.ages) json["expires_in_s"] = std::max<std::int64_t>(left.count(), 0);
    json["reachable"] = registration.reachable;
    json["answers"] = registration.answers;
    return json;
}

Json instant_or_null(const std::optional<Instant>& instant, const Times& times) {
    return instant ? Json(utc_of(*instant, times)) : Json(nullptr);
}

Json with_provider(const std::optional<TrunkRegistration>& one, const Times& times) {
    if (!one) return nullptr;
    return {{"state", one->state},
            {"since", instant_or_null(one->since, times)},
            {"until", instant_or_null(one->until, times)},
            {"next", instant_or_null(one->next, times)},
            {"answer", one->answer == 0 ? Json(nullptr) : Json(one->answer)},
            {"reason", or_null(one->reason)}};
}

Json over_tls(const std::optional<TrunkConnection>& one, const Times& times) {
    if (!one) return nullptr;
    return {{"there", one->there},
            {"since", utc_of(one->since, times)},
            {"server", or_null(one->server)},
            {"certificate", or_null(one->certificate)},
            {"valid_until", one->valid_until ? Json(utc(*one->valid_until)) : Json(nullptr)}};
}

Json trunk_of(const ShownTrunk& shown, const Times& times) {
    const auto& [trunk, calls] = shown;
    Json failure;
    if (trunk.failure)
        failure = {{"at", utc_of(trunk.failure->first, times)}, {"what", trunk.failure->second}};
    return {{"name", trunk.name},
            {"host", or_null(trunk.host)},
            {"transport", name_of(trunk.transport)},
            {"up", trunk.up},
            {"registration", with_provider(trunk.registration, times)},
            {"connection", over_tls(trunk.connection, times)},
            {"calls_in", calls.in},
            {"calls_out", calls.out},
            {"max_calls", trunk.max_calls == 0 ? Json(nullptr) : Json(trunk.max_calls)},
            {"failure", failure}};
}

}  // namespace

std::string utc_of(Instant instant, const Times& times) {
    const auto when = std::chrono::time_point_cast<std::chrono::milliseconds>(
        times.at_zero +
        std::chrono::duration_cast<std::chrono::system_clock::duration>(instant.time_since_epoch()));
    const auto ms = (when - std::chrono::floor<std::chrono::seconds>(when)).count();
    auto text = utc(when);
    text.pop_back();
    return text + fmt::format(".{:03}Z", ms);
}

std::string status_json(const std::vector<Count>& counts, const Standing& standing,
                        std::chrono::seconds uptime) {
    Json groups = Json::object();
    for (const auto& count : counts) groups[count.group][count.name] = count.value;
    const auto& media_way = standing.media_way;
    const Json way{{"runs", media_way.runs}, {"why_not_faster", media_way.why_not_faster}};
    Json networks = Json::array();
    for (const auto& network : standing.networks)
        networks.push_back(
            {{"name", network.network}, {"addresses", network.addresses}, {"looked_up", network.looked_up}});
    return text({{"version", runtime::version()},
                 {"uptime_s", uptime.count()},
                 {"media_way", way},
                 {"networks", networks},
                 {"counters", groups}});
}

namespace {

Json lots_of(const Copy& copy, const Times& times) {
    return list(copy.lots(), [&](const auto& lot) { return lot_of(copy, lot, times); });
}

Json calls_of(const Copy& copy, const Times& times) {
    return list(copy.calls(), [&](const auto& entry) { return call_of(entry.second, times); });
}

Json registrations_of(const Copy& copy, const Times& times) {
    Json json = Json::array();
    for (const auto& [user, phones] : copy.phones())
        for (const auto& phone : phones)
            if (phone.expires > times.now) json.push_back(registration_of(phone, times));
    return json;
}

Json trunks_of(const ShownTrunks& trunks, const Times& times) {
    return list(trunks, [&](const auto& one) { return trunk_of(one, times); });
}

/// As everybody may see it.
Json presence_shown(const calls::Presence& presence) {
    return {{"user", presence.user},
            {"do_not_disturb", presence.do_not_disturb},
            {"forwarded", !presence.forwards.always.empty()}};
}

Json presences_of(const Copy& copy) {
    return list(copy.presences(), [](const auto& one) { return presence_shown(one.second); });
}

/// Those that are not over.
Json open_tasks_of(const Copy& copy, const Times& times) {
    Json json = Json::array();
    for (const auto& [id, task] : copy.tasks())
        if (!task.is_over()) json.push_back(task_of(task, times));
    return json;
}

}  // namespace

std::string lots_json(const Copy& copy, const Times& times) { return text({{"lots", lots_of(copy, times)}}); }

std::string lot_json(const Copy& copy, const calls::LotShape& lot, const Times& times) {
    return text(lot_of(copy, lot, times));
}

std::string parked_json(const calls::ShownPark& park, const Times& times) {
    return text(parked_of(park, times));
}

std::string calls_json(const Copy& copy, const Times& times) {
    return text({{"calls", calls_of(copy, times)}});
}

std::string trunks_json(const Copy& copy, const Times& times) {
    return event_json(copy.shown_trunks(), times);
}

std::string trunk_json(const ShownTrunk& trunk, const Times& times) { return text(trunk_of(trunk, times)); }

std::string registrations_json(const Copy& copy, const Times& times) {
    return text({{"registrations", registrations_of(copy, times)}});
}

std::string snapshot_json(const Copy& copy, bool with_trunks, const Times& times) {
    Json json{{"lots", lots_of(copy, times)},
              {"calls", calls_of(copy, times)},
              {"registrations", registrations_of(copy, times)},
              {"presences", presences_of(copy)},
              {"tasks", open_tasks_of(copy, times)}};
    if (with_trunks) json["trunks"] = trunks_of(copy.shown_trunks(), times);
    return text(json);
}

std::string event_json(const calls::ShownLots& lots, const Times&) {
    return text({{"lots", list(lots.lots, shape_of)}});
}

std::string event_json(const calls::ShownPark& park, const Times& times) {
    return text(parked_of(park, times));
}

std::string event_json(const Unparked& park, const Times&) {
    return text({{"lot", park.lot}, {"slot", park.slot.value}, {"park", park.park.value}});
}

std::string event_json(const calls::CallView& call, const Times& times) { return text(call_of(call, times)); }

std::string event_json(const calls::CallOver& call, const Times&) { return text({{"id", call.leg.value}}); }

std::string event_json(const calls::Presence& presence, const Times&) {
    return text(presence_shown(presence));
}

std::string event_json(const calls::Task& task, const Times& times) { return text(task_of(task, times)); }

std::string event_json(const calls::TaskOver& over, const Times&) { return text({{"id", over.task.value}}); }

std::string event_json(const BoxChanged& box, const Times&) { return text({{"user", box.user}}); }

std::string event_json(const UserPhones& phones, const Times& times) {
    const auto one = [&](const Registration& phone) { return registration_of(phone, times); };
    return text({{"user", phones.user}, {"registrations", list(phones.phones, one)}});
}

std::string event_json(const ShownTrunk& trunk, const Times& times) { return trunk_json(trunk, times); }

std::string event_json(const ShownTrunks& trunks, const Times& times) {
    return text({{"trunks", trunks_of(trunks, times)}});
}

std::string lamps_json(std::vector<Lamp> lamps) {
    std::ranges::sort(lamps, {}, [](const Lamp& lamp) { return std::tie(lamp.user, lamp.kind, lamp.of); });
    const auto one = [](const Lamp& lamp) {
        return Json{{"user", lamp.user},          {"address", lamp.address},
                    {"kind", lamp.kind},          {"of", lamp.of},
                    {"profile", lamp.profile},    {"left_s", lamp.left_s},
                    {"confirmed", lamp.confirmed}};
    };
    return text({{"lamps", list(lamps, one)}});
}

std::string bans_json(const std::vector<Ban>& bans) {
    const auto one = [](const Ban& ban) { return Json{{"source", ban.source}, {"left_s", ban.left_s}}; };
    return text({{"bans", list(bans, one)}});
}

std::string audit_json(const std::vector<Audited>& audit) {
    const auto one = [](const Audited& entry) {
        return Json{{"id", entry.id},     {"at", utc(entry.at)}, {"who", entry.who},
                    {"from", entry.from}, {"what", entry.what},  {"status", entry.status}};
    };
    return text({{"audit", list(audit, one)}});
}

std::string version_json() { return text({{"name", "layby"}, {"version", runtime::version()}}); }

std::string call_ordered_json(const calls::CallOrder& order, const std::vector<LegId>& legs) {
    return text({{"state", "ringing"},
                 {"from", order.user},
                 {"to", order.number},
                 {"calls", list(legs, [](LegId leg) { return Json(leg.value); })}});
}

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

namespace {

/// RFC 9110 section 15.
const char* title_of(int status) {
    switch (status) {
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 421:
            return "Misdirected Request";
        case 422:
            return "Unprocessable Content";
        case 426:
            return "Upgrade Required";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 503:
            return "Service Unavailable";
        default:
            return "Internal Server Error";
    }
}

}  // namespace

Answer refusal(int status, const std::string& code, const std::string& detail,
               const std::vector<std::string>& problems) {
    Json json{{"type", "about:blank"},
              {"title", title_of(status)},
              {"status", status},
              {"code", code},
              {"detail", detail}};
    if (!problems.empty()) json["problems"] = problems;
    return {status, text(json), {}};
}

Answer nothing_there() { return refusal(404, "no_such_resource", "there is nothing at this path"); }

Answer bad_configuration(const std::vector<std::string>& problems) {
    return refusal(422, "bad_configuration", "the configuration has errors; the old one stays in effect",
                   problems);
}

Answer cannot_upgrade(const std::vector<std::string>& problems) {
    return refusal(409, "cannot_upgrade", "the server was not replaced; it goes on as it is", problems);
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
    const auto user = parsed.value("user", Json(""));
    return user.is_string() ? std::optional(user.get<std::string>()) : std::nullopt;
}

std::optional<std::string> number_of(const std::string& json) {
    const auto parsed = Json::parse(json, nullptr, false);
    const auto number = parsed.is_object() ? parsed.value("number", Json()) : Json();
    if (!number.is_string() || number.get_ref<const std::string&>().empty()) return {};
    return number.get<std::string>();
}

std::string erased_json(std::size_t entries) { return text({{"state", "erased"}, {"entries", entries}}); }

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
