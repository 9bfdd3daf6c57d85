// What the files that write the API's JSON share. Pure functions, console thread. Not for others, who need
// not know the library.
#pragma once
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "parking/events.hpp"
#include "words/party.hpp"
#include "words/time.hpp"

namespace layby::console {

using Json = nlohmann::ordered_json;

struct Times;

/// Bytes that aren't UTF-8 come from a phone: they are shown as U+FFFD, never an exception.
std::string text(const Json& json);

Json or_null(const std::string& value);
double seconds(Duration duration);
Json shown(const Party& party);
Json shown(const parking::Parker& parker);
/// RFC 3339 in UTC, e.g. "2026-11-22T20:54:24Z".
std::string utc(std::chrono::system_clock::time_point when);
/// The same with milliseconds: "2026-11-22T20:54:24.123Z".
std::string utc_of(Instant instant, const Times& times);

template <class Rows, class One>
Json list(const Rows& rows, One one) {
    Json json = Json::array();
    for (const auto& row : rows) json.push_back(one(row));
    return json;
}

}  // namespace layby::console
