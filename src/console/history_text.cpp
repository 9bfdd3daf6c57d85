#include "console/history_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "console/json_parts.hpp"

namespace layby::console {
namespace {

bool is_somebody(const Party& party) {
    return !party.name.empty() || !party.number.empty() || party.anonymous;
}

Json past_park_of(const PastCall& past) {
    return {{"id", past.id},
            {"call", past.park.call ? Json(past.park.call.value) : Json(nullptr)},
            {"lot", past.park.lot},
            {"slot", past.park.slot.value},
            {"caller", shown(past.park.caller)},
            {"parker", shown(past.park.parker)},
            {"outcome", calls::text_of(past.park.outcome)},
            {"taker", is_somebody(past.park.by) ? shown(past.park.by) : Json(nullptr)},
            {"parked_at", utc(past.parked)},
            {"ended_at", utc(past.ended)},
            {"lasted_s", seconds(past.park.lasted)}};
}

Json ended_call_of(const EndedCall& past) {
    const auto& call = past.call;
    return {{"id", past.id},
            {"call", call.leg.value},
            {"direction", call.inbound ? "in" : "out"},
            {"party", shown(call.party)},
            {"user", or_null(call.user)},
            {"trunk", or_null(call.trunk)},
            {"dialled", call.dialled},
            {"call_id", call.call_id},
            {"talked_to", past.met ? shown(*past.met) : Json(nullptr)},
            {"outcome", outcome_of(past)},
            {"status", call.status != 0 ? Json(call.status) : Json(nullptr)},
            {"reason", call.reason},
            {"began_at", utc(past.began)},
            {"answered_at", past.answered ? Json(utc(*past.answered)) : Json(nullptr)},
            {"ended_at", utc(past.ended)},
            {"lasted_s", seconds(call.lasted)},
            {"talked_s", seconds(call.answered.value_or(Duration{}))},
            {"ordered_by", or_null(call.ordered_by)}};
}

Json step_of(const PastStep& one) {
    const auto& step = one.step;
    const bool in_slot = step.slot.value != 0;
    return {{"at", utc(one.at)},        {"what", calls::text_of(step.what)},
            {"who", step.who},          {"how", step.how},
            {"lot", or_null(step.lot)}, {"slot", in_slot ? Json(step.slot.value) : Json(nullptr)}};
}

// -- CSV

bool is_dialled(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return std::string_view("0123456789*#+").find(c) != std::string_view::npos; });
}

/// What begins like a formula gets an apostrophe, as spreadsheets want it; numbers that are dialled stay.
std::string cell(const std::string& text) {
    const bool formula =
        !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    const auto safe = formula && !is_dialled(text) ? "'" + text : text;
    if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
    std::string quoted = "\"";
    for (const char c : safe) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string out;
    for (const auto& one : cells) out += (out.empty() ? "" : ",") + cell(one);
    return out + "\r\n";
}

std::string csv_seconds(Duration duration) { return fmt::format("{:.3f}", seconds(duration)); }

Party visible(const Party& party) { return party.anonymous ? Party{"anonymous", "", true} : party; }

}  // namespace

const char* outcome_of(const EndedCall& past) {
    if (past.answered) return "answered";
    return past.call.status != 0 ? "refused" : "unanswered";
}

std::string history_json(const std::vector<PastCall>& past) {
    return text({{"history", list(past, past_park_of)}});
}

std::string past_calls_json(const std::vector<EndedCall>& past) {
    return text({{"calls", list(past, ended_call_of)}});
}

std::string story_json(const PastCall& past, const std::vector<PastStep>& steps) {
    auto json = past_park_of(past);
    json["steps"] = list(steps, step_of);
    return text(json);
}

std::string story_json(const EndedCall& past, const std::vector<PastStep>& steps) {
    auto json = ended_call_of(past);
    json["steps"] = list(steps, step_of);
    return text(json);
}

std::string history_csv(const std::vector<PastCall>& past) {
    auto out = csv_line({"id", "lot", "slot", "caller_name", "caller_number", "parker_user", "parker_name",
                         "parker_number", "outcome", "taker_name", "taker_number", "parked_at", "ended_at",
                         "lasted_s"});
    for (const auto& one : past) {
        const auto caller = visible(one.park.caller), parker = visible(one.park.parker.shown),
                   taker = visible(one.park.by);
        out += csv_line({std::to_string(one.id), one.park.lot, one.park.slot.text(), caller.name,
                         caller.number, one.park.parker.user, parker.name, parker.number,
                         calls::text_of(one.park.outcome), taker.name, taker.number, utc(one.parked),
                         utc(one.ended), csv_seconds(one.park.lasted)});
    }
    return out;
}

std::string past_calls_csv(const std::vector<EndedCall>& past) {
    auto out = csv_line({"id", "direction", "name", "number", "user", "trunk", "dialled", "talked_to_name",
                         "talked_to_number", "outcome", "status", "reason", "began_at", "answered_at",
                         "ended_at", "lasted_s", "talked_s", "call_id", "ordered_by"});
    for (const auto& one : past) {
        const auto& call = one.call;
        const auto party = visible(call.party), met = visible(one.met.value_or(Party{}));
        out += csv_line({std::to_string(one.id), call.inbound ? "in" : "out", party.name, party.number,
                         call.user, call.trunk, call.dialled, met.name, met.number, outcome_of(one),
                         call.status != 0 ? std::to_string(call.status) : "", call.reason, utc(one.began),
                         one.answered ? utc(*one.answered) : "", utc(one.ended), csv_seconds(call.lasted),
                         csv_seconds(call.answered.value_or(Duration{})), call.call_id, call.ordered_by});
    }
    return out;
}

}  // namespace layby::console
