#include "layby/live_lots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "layby/table.hpp"

namespace layby::app {
namespace {

using Json = nlohmann::ordered_json;
using WallTime = std::chrono::system_clock::time_point;

/// "2026-11-22T20:54:24.123Z"; what is none is the beginning of time.
WallTime time_of(const std::string& text) {
    std::tm parts{};
    const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    if (!rest) return {};
    const double fraction = *rest == '.' ? std::strtod(rest, nullptr) : 0.0;
    return std::chrono::system_clock::from_time_t(timegm(&parts)) +
           std::chrono::milliseconds(static_cast<int>(fraction * 1000));
}

double seconds_between(WallTime from, WallTime to) {
    return std::chrono::duration<double>(to - from).count();
}

Json with_ages(Json park, WallTime now) {
    park["since_s"] = std::max(0.0, seconds_between(time_of(park.at("since")), now));
    auto& next = park.at("next");
    if (!next.is_null()) next["in_s"] = seconds_between(now, time_of(next.at("at")));
    return park;
}

std::string place_of(const Json& park) {
    return fmt::format("{} {}", park.at("lot").get<std::string>(), park.at("slot").get<std::uint64_t>());
}

std::string waits_line(const Json& park) {
    const auto for_user = park.at("for_user").get<std::string>();
    const auto note = park.value("note", "");
    return fmt::format("{}: {} waits, parked by {}{}{}", place_of(park), party_text(park.at("caller")),
                       party_text(park.at("parker")), for_user.empty() ? "" : ", for " + for_user,
                       note.empty() ? "" : " (" + note + ")");
}

/// What is new about a parked call; empty when it is nothing to speak of.
std::string line_for(const Json* before, const Json& park) {
    const std::string phase = park.at("phase"), was = before ? before->at("phase").get<std::string>() : "";
    if (phase == was) return {};
    if (phase == "reserved") return place_of(park) + ": reserved by " + party_text(park.at("parker"));
    if (phase == "waiting" && (was.empty() || was == "reserved")) return waits_line(park);
    if (phase == "waiting") return place_of(park) + ": " + party_text(park.at("caller")) + " waits again";
    const auto& taker = park.at("taker");
    const auto who = taker.is_null() ? std::string{} : " " + party_text(taker);
    return place_of(park) + ": " + (phase == "ringing" ? "ringing" : "being taken by") + who;
}

std::string free_line(const Json& park) {
    const auto caller = party_text(park.at("caller"));
    return place_of(park) + ": free" + (caller.empty() ? "" : ", " + caller + " has left it");
}

}  // namespace

std::vector<std::string> LiveLots::take(const ServerEvent& event) {
    const auto json = Json::parse(event.data, nullptr, false);
    if (!json.is_object()) return {};
    if (event.name == "snapshot") return begin(json);
    if (event.name == "lots") shapes_ = json.at("lots").get<std::vector<Json>>();
    if (event.name == "parked") return parked(json);
    if (event.name == "unparked") return unparked(json);
    return {};
}

std::vector<std::string> LiveLots::begin(const Json& snapshot) {
    LiveLots now;
    Lines lines;
    for (auto lot : snapshot.at("lots")) {
        for (const auto& park : lot.at("parked"))
            now.slots_[park.at("lot")].insert_or_assign(park.at("slot").get<std::uint64_t>(), park);
        lot.erase("parked");
        now.shapes_.push_back(std::move(lot));
    }
    for (const auto& [lot, slots] : slots_)
        for (const auto& [slot, park] : slots)
            if (!now.at(park)) lines.push_back(free_line(park));
    for (const auto& [lot, slots] : now.slots_)
        for (const auto& [slot, park] : slots)
            if (auto line = line_for(at(park), park); !line.empty()) lines.push_back(std::move(line));
    *this = std::move(now);
    return lines;
}

const Json* LiveLots::at(const Json& park) const {
    const auto slots = slots_.find(park.at("lot"));
    if (slots == slots_.end()) return nullptr;
    const auto slot = slots->second.find(park.at("slot"));
    const bool here = slot != slots->second.end() && slot->second.at("park") == park.at("park");
    return here ? &slot->second : nullptr;
}

std::vector<std::string> LiveLots::parked(const Json& park) {
    const auto line = line_for(at(park), park);
    slots_[park.at("lot")].insert_or_assign(park.at("slot").get<std::uint64_t>(), park);
    return line.empty() ? Lines{} : Lines{line};
}

std::vector<std::string> LiveLots::unparked(const Json& park) {
    const auto* known = at(park);
    if (!known) return {};
    const auto line = free_line(*known);
    slots_[park.at("lot")].erase(park.at("slot").get<std::uint64_t>());
    return {line};
}

Json LiveLots::lots(Wall now, const std::string& only) const {
    Json out = Json::array();
    for (auto lot : shapes_) {
        if (!only.empty() && lot.at("name") != only) continue;
        Json parked = Json::array();
        const auto slots = slots_.find(lot.at("name"));
        if (slots != slots_.end())
            for (const auto& [slot, park] : slots->second) parked.push_back(with_ages(park, now));
        lot["parked"] = std::move(parked);
        out.push_back(std::move(lot));
    }
    return only.empty() || !out.empty() ? Json{{"lots", std::move(out)}} : Json(nullptr);
}

}  // namespace layby::app
