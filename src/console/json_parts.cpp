#include "console/json_parts.hpp"

#include <ctime>

namespace layby::console {

std::string text(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json or_null(const std::string& value) { return value.empty() ? Json(nullptr) : Json(value); }

double seconds(Duration duration) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
    return static_cast<double>(ms) / 1000.0;
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

std::string utc(std::chrono::system_clock::time_point when) {
    const auto seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(when));
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char out[32];
    return {out, std::strftime(out, sizeof out, "%FT%TZ", &parts)};
}

}  // namespace layby::console
