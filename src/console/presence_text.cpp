#include "console/presence_text.hpp"

#include "console/json_parts.hpp"

namespace layby::console {
namespace {

Json forwards_of(const calls::Forwards& forwards) {
    const auto& [no_answer, busy, unregistered] = forwards.otherwise;
    return {{"always", or_null(forwards.always)},
            {"busy", or_null(busy)},
            {"no_answer", or_null(no_answer)},
            {"no_answer_after_s", std::chrono::floor<std::chrono::seconds>(forwards.after).count()},
            {"unregistered", or_null(unregistered)}};
}

Json presence_of(const calls::Presence& presence) {
    return {{"user", presence.user},
            {"do_not_disturb", presence.do_not_disturb},
            {"forward", forwards_of(presence.forwards)}};
}

/// What can be dialled; null: nowhere.
bool read_number(const Json& from, std::string& into) {
    if (from.is_null()) return true;
    if (!from.is_string()) return false;
    into = from.get<std::string>();
    return calls::can_be_forwarded_to(into);
}

bool read_after(const Json& from, Duration& into) {
    if (!from.is_number_integer()) return false;
    const auto seconds = from.get<std::int64_t>();
    const auto least = std::chrono::floor<std::chrono::seconds>(calls::shortest_forward_after).count();
    const auto most = std::chrono::floor<std::chrono::seconds>(calls::longest_forward_after).count();
    into = std::chrono::seconds{seconds};
    return seconds >= least && seconds <= most;
}

bool read_forward(const std::string& name, const Json& from, calls::Forwards& into) {
    if (name == "always") return read_number(from, into.always);
    if (name == "busy") return read_number(from, into.otherwise.busy);
    if (name == "no_answer") return read_number(from, into.otherwise.no_answer);
    if (name == "no_answer_after_s") return read_after(from, into.after);
    return name == "unregistered" && read_number(from, into.otherwise.unregistered);
}

bool read_forwards(const Json& from, calls::Forwards& into) {
    if (from.is_null()) return true;
    if (!from.is_object()) return false;
    for (const auto& [name, value] : from.items())
        if (!read_forward(name, value, into)) return false;
    if (into.otherwise.no_answer.empty()) into.after = calls::Forwards{}.after;
    return true;
}

bool read_member(const std::string& name, const Json& from, calls::Presence& into) {
    if (name == "user") return from == into.user;
    if (name == "forward") return read_forwards(from, into.forwards);
    if (name != "do_not_disturb" || !from.is_boolean()) return false;
    into.do_not_disturb = from.get<bool>();
    return true;
}

}  // namespace

std::string presence_json(const calls::Presence& presence) { return text(presence_of(presence)); }

std::string presences_json(const Copy& copy) {
    return text(
        {{"presences", list(copy.presences(), [](const auto& one) { return presence_of(one.second); })}});
}

std::optional<calls::Presence> presence_in(const std::string& json, const std::string& user) {
    const auto parsed = Json::parse(json, nullptr, false);
    if (!parsed.is_object()) return {};
    calls::Presence presence{user, false, {}};
    for (const auto& [name, value] : parsed.items())
        if (!read_member(name, value, presence)) return {};
    return presence;
}

}  // namespace layby::console
