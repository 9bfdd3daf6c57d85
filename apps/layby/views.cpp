// What the commands print, made of what the API says.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "layby/commands.hpp"
#include "layby/table.hpp"

namespace layby::app {
namespace {

using Json = nlohmann::ordered_json;

std::string shown(const Json& party) { return party.is_null() ? "" : party_text(party); }

std::string next_text(const Json& call) {
    if (!call.at("taker").is_null()) return call.at("phase").get<std::string>() + " " + shown(call["taker"]);
    if (call.at("next").is_null()) return "-";
    return fmt::format("{} in {}", call["next"].at("what").get<std::string>(),
                       clock_text(call["next"].at("in_s")));
}

/// A server of an older version doesn't say it.
std::string language_text(const Json& call) {
    return call.contains("language") ? or_dash(call["language"]) : "-";
}

Row row_of(const Json& lot, const Json& call) {
    const auto reserved = call.at("phase") == "reserved";
    return {lot.at("name"),
            std::to_string(call.at("slot").get<std::uint32_t>()),
            reserved ? "(reserved)" : shown(call.at("caller")),
            shown(call.at("parker")),
            call.at("parker_told").get<bool>() ? "yes" : "no",
            call.at("for_user").get<std::string>().empty() ? "-" : call["for_user"].get<std::string>(),
            call.at("pin").get<bool>() ? "yes" : "-",
            language_text(call),
            clock_text(call.at("since_s")),
            next_text(call)};
}

std::string lot_line(const Json& lot) {
    const auto first = lot.at("first_slot").get<std::int64_t>(),
               last = lot.at("last_slot").get<std::int64_t>();
    return fmt::format("Lot {}: park {}, slots {}-{}, {} of {} taken.\n", lot.at("name").get<std::string>(),
                       lot.at("park_number").get<std::string>(), first, last, lot.at("parked").size(),
                       last - first + 1);
}

/// "tls+SRTP". A server of an older version doesn't say it.
std::string over_text(const Json& call) {
    return call.value("transport", std::string("-")) + (call.value("encrypted", false) ? "+SRTP" : "");
}

Row call_row(const Json& call) {
    const auto &with = call.at("with"), &slot = call.at("slot"), &trunk = call.at("trunk");
    return {id_text(call.at("id")),
            call.at("direction"),
            shown(call.at("party")),
            or_dash(call.at("dialled")),
            trunk.is_null() ? "-" : trunk.get<std::string>(),
            over_text(call),
            call.at("state"),
            slot.is_null() ? "-" : std::to_string(slot.get<std::uint32_t>()),
            with.is_null() ? "-" : id_text(with),
            language_text(call),
            clock_text(call.at("since_s"))};
}

std::string expiry_text(const Json& registration) {
    const auto text = clock_text(registration.at("expires_in_s"));
    if (!registration.value("reachable", true)) return text + " (not connected)";
    return registration.value("answers", true) ? text : text + " (doesn't answer)";
}

/// A server of an older version doesn't say it.
std::string way_line(const Json& status) {
    if (!status.contains("media_way")) return {};
    const auto& way = status["media_way"];
    const auto why = way.value("why_not_faster", "");
    return fmt::format("sound: way {}{}\n", way.value("runs", ""),
                       why.empty() ? "" : " (no faster one: " + why + ")");
}

/// Likewise.
std::string overload_line(const Json& status) {
    const auto sip = status.at("counters").value("sip", Json::object());
    if (sip.value("refuses_calls", 0) == 0) return {};
    return fmt::format(
        "overload: new calls are refused with 503, as requests wait for up to {} ms; {} so far\n",
        sip.value("longest_wait_us", 0) / 1000, sip.value("refused_overload_total", 0));
}

std::string address_text(const Json& network) {
    std::string out;
    for (const auto& ip : network.at("addresses"))
        out += (out.empty() ? "" : " and ") + ip.get<std::string>();
    if (!out.empty()) return out;
    return network.value("looked_up", false) ? "our own address, as no other is found" : "our own address";
}

std::string network_lines(const Json& status) {
    std::string out;
    for (const auto& network : status.value("networks", Json::array()))
        out += fmt::format("network {}: told {}\n", network.at("name").get<std::string>(),
                           address_text(network));
    return out;
}

}  // namespace

std::string status_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows;
    for (const auto& [group, counters] : json.at("counters").items()) {
        for (const auto& [name, value] : counters.items()) {
            rows.push_back({group, name, std::to_string(value.get<std::uint64_t>())});
        }
    }
    return fmt::format("Layby {}, up for {}\n{}{}{}{}", json.at("version").get<std::string>(),
                       clock_text(json.at("uptime_s")), overload_line(json), way_line(json),
                       network_lines(json), table(rows));
}

std::string lots_text(const std::string& text, bool by_age) {
    const auto json = Json::parse(text);
    std::string lots;
    std::vector<std::pair<double, Row>> waiting;
    for (const auto& lot : json.contains("lots") ? json["lots"] : Json::array({json})) {
        lots += lot_line(lot);
        for (const auto& call : lot.at("parked")) waiting.emplace_back(call.at("since_s"), row_of(lot, call));
    }
    if (waiting.empty()) return lots + "Nobody waits.\n";
    if (by_age) std::ranges::stable_sort(waiting, std::greater{}, &std::pair<double, Row>::first);
    std::vector<Row> rows{
        {"LOT", "SLOT", "WHO WAITS", "PARKED BY", "TOLD", "FOR", "PIN", "LANG", "SINCE", "NEXT"}};
    for (auto& [age, row] : waiting) rows.push_back(std::move(row));
    return lots + "\n" + table(rows);
}

std::string calls_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{
        {"CALL", "DIR", "PARTY", "DIALLED", "TRUNK", "OVER", "STATE", "SLOT", "WITH", "LANG", "SINCE"}};
    for (const auto& call : json.at("calls")) rows.push_back(call_row(call));
    return rows.size() == 1 ? "No calls.\n" : table(rows);
}

std::string registrations_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"USER", "CONTACT", "PHONE", "EXPIRES IN"}};
    for (const auto& one : json.at("registrations")) {
        rows.push_back({one.at("user"), one.at("contact"), one.at("user_agent"), expiry_text(one)});
    }
    return rows.size() == 1 ? "No phones are registered.\n" : table(rows);
}

std::string lamps_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"USER", "PHONE AT", "LAMP", "OF", "SHAPE", "KNOWS", "ENDS IN"}};
    for (const auto& one : json.at("lamps"))
        rows.push_back({one.at("user"), one.at("address"), one.at("kind"), one.at("of"), one.at("profile"),
                        one.at("confirmed").get<bool>() ? "yes" : "no answer yet",
                        clock_text(one.at("left_s").get<double>())});
    return rows.size() == 1 ? "No phone has asked for a lamp.\n" : table(rows);
}

namespace {

std::string trunk_state(const Json& trunk) {
    if (trunk.at("host").is_null()) return "calls us";
    return trunk.at("up").get<bool>() ? "up" : "down";
}

std::string registration_text(const Json& one) {
    if (one.is_null()) return "-";
    const auto state = one.at("state").get<std::string>();
    if (state == "registered") return state + " until " + local_time(one.at("until"));
    if (one.at("answer").is_null()) return state;
    const auto& reason = one.at("reason");
    return fmt::format("{} ({}{})", state, one["answer"].get<int>(),
                       reason.is_null() ? "" : " " + reason.get<std::string>());
}

std::string connection_text(const Json& one) {
    if (one.is_null()) return "-";
    return (one.at("there").get<bool>() ? "since " : "missing since ") + local_time(one.at("since"));
}

std::string failure_text(const Json& one) {
    return one.is_null() ? "-" : local_time(one.at("at")) + " " + one.at("what").get<std::string>();
}

}  // namespace

std::string trunks_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"TRUNK", "HOST", "OVER", "STATE", "REGISTRATION", "CONNECTION", "CALLS IN",
                           "CALLS OUT", "MOST", "LAST FAILURE"}};
    for (const auto& one : json.at("trunks"))
        rows.push_back({one.at("name"), or_dash(one.at("host")), one.at("transport"), trunk_state(one),
                        registration_text(one.at("registration")), connection_text(one.at("connection")),
                        one.at("calls_in").dump(), one.at("calls_out").dump(), or_dash(one.at("max_calls")),
                        failure_text(one.at("failure"))});
    return rows.size() == 1 ? "There are no trunks.\n" : table(rows);
}

std::string presences_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"USER", "DO NOT DISTURB", "ALWAYS TO", "BUSY", "NO ANSWER", "WITHOUT PHONE"}};
    for (const auto& one : json.at("presences")) {
        const auto& forward = one.at("forward");
        const auto after = fmt::format(" after {} s", forward.at("no_answer_after_s").get<int>());
        rows.push_back({one.at("user"), one.at("do_not_disturb").get<bool>() ? "yes" : "-",
                        or_dash(forward.at("always")), or_dash(forward.at("busy")),
                        or_dash(forward.at("no_answer")) + (forward.at("no_answer").is_null() ? "" : after),
                        or_dash(forward.at("unregistered"))});
    }
    return rows.size() == 1 ? "All phones ring as usual.\n" : table(rows);
}

namespace {

std::string set_text(const Json& one) {
    if (one.at("set") == "clock") return "clock";
    const auto& until = one.at("set_until");
    return "hand" + (until.is_null() ? "" : ", until " + local_time(until));
}

}  // namespace

std::string hours_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"HOURS", "STATE", "SET BY", "BY THE CLOCK", "CHANGES", "CODE"}};
    for (const auto& one : json.at("hours")) {
        const auto& changes = one.at("clock_changes_at");
        rows.push_back({one.at("name"), one.at("open").get<bool>() ? "open" : "closed", set_text(one),
                        one.at("open_by_clock").get<bool>() ? "open" : "closed",
                        changes.is_null() ? "-" : local_time(changes), or_dash(one.at("code"))});
    }
    return rows.size() == 1 ? "There are no hours in the configuration.\n" : table(rows);
}

std::string bans_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"ADDRESS", "FOR ANOTHER"}};
    for (const auto& ban : json.at("bans")) rows.push_back({ban.at("source"), clock_text(ban.at("left_s"))});
    return rows.size() == 1 ? "Nobody is banned.\n" : table(rows);
}

std::string audit_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"AT", "WHO", "FROM", "WHAT", "STATUS"}};
    for (const auto& one : json.at("audit"))
        rows.push_back({local_time(one.at("at")), or_dash(one.at("who")), one.at("from"), one.at("what"),
                        std::to_string(one.at("status").get<int>())});
    return rows.size() == 1 ? "Nobody has changed anything yet.\n" : table(rows);
}

std::string tokens_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"TOKEN", "SCOPE", "MADE"}};
    for (const auto& one : json.at("tokens"))
        rows.push_back({one.at("name"), one.at("scope"), local_time(one.at("made"))});
    return rows.size() == 1 ? "There are no tokens but the server's own.\n" : table(rows);
}

std::string webhooks_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"WEBHOOK", "TOLD UP TO", "WAITING", "DELIVERED", "GIVEN UP", "TROUBLE", "URL"}};
    for (const auto& one : json.at("webhooks"))
        rows.push_back({one.at("name"), one.at("told").dump(), one.at("waiting").dump(),
                        one.at("delivered").dump(), one.at("given_up").dump(), or_dash(one.at("trouble")),
                        one.at("url")});
    return rows.size() == 1 ? "There are no webhooks.\n" : table(rows);
}

std::string deliveries_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"TIME", "EVENT", "WHAT", "TRY", "ANSWER", "SECONDS", "ERROR"}};
    for (const auto& one : json.at("deliveries"))
        rows.push_back({local_time(one.at("at")), or_dash(one.at("event")), one.at("what"),
                        one.at("attempt").dump(), or_dash(one.at("status")), one.at("took_s").dump(),
                        or_dash(one.at("error"))});
    return rows.size() == 1 ? "Nothing has been told so far.\n" : table(rows);
}

std::string accounts_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"ACCOUNT", "ROLE", "USER", "MADE"}};
    for (const auto& one : json.at("accounts")) {
        const auto& user = one.at("user");
        rows.push_back({one.at("name"), one.at("role"), user.is_null() ? "-" : user.get<std::string>(),
                        local_time(one.at("made"))});
    }
    return rows.size() == 1 ? "Nobody may log in: there are no accounts.\n" : table(rows);
}

}  // namespace layby::app
