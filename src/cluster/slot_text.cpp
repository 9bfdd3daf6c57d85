#include "cluster/slot_text.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

namespace layby::cluster {
namespace {

using Json = nlohmann::json;
using State = calls::WatchedSlot::State;

constexpr std::pair<State, const char*> state_words[] = {{State::free, "reserved"},
                                                         {State::parked, "parked"},
                                                         {State::ringing, "ringing"},
                                                         {State::retrieving, "retrieving"}};

const char* state_word(State state) {
    for (const auto& [known, word] : state_words)
        if (known == state) return word;
    return "parked";
}

State state_named(const std::string& word) {
    for (const auto& [state, known] : state_words)
        if (word == known) return state;
    return State::parked;
}

/// Who wants to be shown by nothing is written with nothing.
Json json_of(const Party& party) {
    if (party.anonymous) return {{"anonymous", true}};
    return {{"name", party.name}, {"number", party.number}};
}

std::string text_in(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

Party party_in(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_object()) return {};
    if (found->contains("anonymous")) return {{}, {}, true};
    return {text_in(*found, "name"), text_in(*found, "number"), false};
}

std::int64_t number_in(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

}  // namespace

std::string slot_key(const std::string& lot, SlotNumber slot) {
    return slot_keys + '/' + lot + '/' + slot.text();
}

std::string left_keys_of(const std::string& node) { return left_keys + node + '/'; }

std::string left_key(const std::string& node, const std::string& slot_key) {
    return left_keys_of(node) + slot_key.substr(slot_keys.size());
}

std::optional<std::string> slot_key_of_left(const std::string& node, const std::string& key) {
    const auto before = left_keys_of(node);
    if (!key.starts_with(before)) return std::nullopt;
    return slot_keys + key.substr(before.size());
}

std::string taken_keys_of(const std::string& node) { return taken_keys + node + '/'; }

std::string taken_key(const std::string& node, ParkId park) {
    return taken_keys_of(node) + std::to_string(park.value);
}

std::string taken_text(const TakenOver& taken) {
    const Json json{
        {"by", taken.by}, {"leg", taken.parkee.value}, {"lot", taken.lot}, {"slot", taken.slot.value}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<TakenOver> read_taken(const std::string& key, const std::string& value) {
    if (!key.starts_with(taken_keys)) return std::nullopt;
    const auto rest = key.substr(taken_keys.size());
    const auto slash = rest.find('/');
    if (slash == std::string::npos) return std::nullopt;
    TakenOver out;
    out.from = rest.substr(0, slash);
    const char *first = rest.data() + slash + 1, *last = rest.data() + rest.size();
    const auto read = std::from_chars(first, last, out.park.value);
    if (read.ec != std::errc{} || read.ptr != last) return std::nullopt;
    const auto json = Json::parse(value, nullptr, false);
    if (!json.is_object()) return out;
    out.by = text_in(json, "by");
    out.parkee.value = static_cast<std::uint64_t>(number_in(json, "leg"));
    out.lot = text_in(json, "lot");
    out.slot.value = static_cast<std::uint32_t>(number_in(json, "slot"));
    return out;
}

std::string slot_text(const calls::WatchedSlot& slot, const std::string& node, Duration wall_at_zero) {
    const auto since =
        std::chrono::floor<std::chrono::milliseconds>(slot.since.time_since_epoch() + wall_at_zero);
    const Json json{{"node", node},
                    {"park", slot.park.value},
                    {"state", state_word(slot.state)},
                    {"caller", json_of(slot.caller)},
                    {"parker", json_of(slot.parker)},
                    {"for", slot.for_user},
                    {"since", since.count()}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<calls::WatchedSlot> read_slot(const std::string& key, const std::string& value,
                                            Duration wall_at_zero) {
    if (!key.starts_with(slot_keys + '/')) return std::nullopt;
    const auto rest = key.substr(slot_keys.size() + 1);
    const auto slash = rest.find('/');
    if (slash == 0 || slash == std::string::npos) return std::nullopt;
    calls::WatchedSlot out;
    out.lot = rest.substr(0, slash);
    const char *first = rest.data() + slash + 1, *last = rest.data() + rest.size();
    const auto read = std::from_chars(first, last, out.slot.value);
    if (read.ec != std::errc{} || read.ptr != last || out.slot.value == 0) return std::nullopt;
    const auto json = Json::parse(value, nullptr, false);
    out.state = State::parked;
    if (!json.is_object()) return out;
    out.node = text_in(json, "node");
    out.park = {static_cast<std::uint64_t>(number_in(json, "park"))};
    out.state = state_named(text_in(json, "state"));
    out.caller = party_in(json, "caller");
    out.parker = party_in(json, "parker");
    out.for_user = text_in(json, "for");
    out.since = Instant{std::chrono::milliseconds{number_in(json, "since")} - wall_at_zero};
    return out;
}

}  // namespace layby::cluster
