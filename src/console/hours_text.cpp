#include "console/hours_text.hpp"

#include "console/json_parts.hpp"

namespace layby::console {
namespace {

const char* word_of(calls::HoursSet set) {
    if (set == calls::HoursSet::by_clock) return "clock";
    return set == calls::HoursSet::open ? "open" : "closed";
}

Json utc_or_null(const std::optional<hours::WallTime>& when) { return when ? Json(utc(*when)) : Json(); }

Json hours_of(const calls::HoursView& hours) {
    return {{"name", hours.name},
            {"open", hours.open},
            {"set", word_of(hours.set)},
            {"set_until", utc_or_null(hours.set_until)},
            {"open_by_clock", hours.open_by_clock},
            {"clock_changes_at", utc_or_null(hours.clock_changes)},
            {"time_zone", hours.time_zone},
            {"code", or_null(hours.code)}};
}

bool read_set(const Json& from, calls::HoursSet& into) {
    for (const auto set : {calls::HoursSet::by_clock, calls::HoursSet::open, calls::HoursSet::closed})
        if (from == word_of(set)) {
            into = set;
            return true;
        }
    return false;
}

}  // namespace

std::string hours_json(const calls::HoursView& hours) { return text(hours_of(hours)); }

std::string all_hours_json(const std::vector<calls::HoursView>& all) {
    return text({{"hours", list(all, hours_of)}});
}

std::optional<calls::HoursOrder> hours_order_in(const std::string& json, const std::string& hours) {
    const auto parsed = Json::parse(json, nullptr, false);
    calls::HoursOrder order{hours};
    if (!parsed.is_object() || !parsed.contains("set") || !read_set(parsed["set"], order.set)) return {};
    for (const auto& [name, value] : parsed.items()) {
        if (name == "set") continue;
        if (name != "until_next_change" || !value.is_boolean()) return {};
        order.until_next_change = value.get<bool>();
    }
    return order;
}

}  // namespace layby::console
