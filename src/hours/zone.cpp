#include "hours/zone.hpp"

#include <date/tz.h>

#include <cstdlib>
#include <exception>

namespace layby::hours {
namespace {

/// Its file is read now: whoever asks later is never kept waiting.
const date::time_zone* read_zone(const std::string& name) try {
    const auto* zone = date::locate_zone(name);
    zone->get_info(date::sys_seconds{});
    return zone;
} catch (const std::exception&) {
    return nullptr;
}

std::string name_of_the_machines_zone() try {
    return date::current_zone()->name();
} catch (const std::exception&) {
    return {};
}

}  // namespace

LocalTime Zone::local(WallTime when) const {
    if (!known_) return LocalTime{when.time_since_epoch()};
    return LocalTime{(when + known_->get_info(when).offset).time_since_epoch()};
}

WallTime Zone::first(LocalTime shown) const {
    if (!known_) return WallTime{shown.time_since_epoch()};
    const date::local_seconds when{shown.time_since_epoch()};
    const date::local_info info = known_->get_info(when);
    if (info.result == date::local_info::nonexistent) return info.first.end;
    return WallTime{when.time_since_epoch() - info.first.offset};
}

std::optional<Zone> zone_named(const std::string& name) {
    Zone zone;
    zone.name_ = name;
    zone.known_ = read_zone(name);
    return zone.known_ ? std::optional(std::move(zone)) : std::nullopt;
}

Zone machine_zone() {
    const char* set = std::getenv("TZ");
    std::string by_environment = set ? set : "";
    if (by_environment.starts_with(':')) by_environment.erase(0, 1);
    for (const std::string& name : {by_environment, name_of_the_machines_zone()})
        if (auto zone = name.empty() ? std::nullopt : zone_named(name)) return std::move(*zone);
    return {};
}

std::vector<std::string> zone_names() try {
    std::vector<std::string> names;
    for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
    return names;
} catch (const std::exception&) {
    return {};
}

}  // namespace layby::hours
