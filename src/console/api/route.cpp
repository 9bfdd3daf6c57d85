#include "console/api/route.hpp"

#include <chrono>
#include <ctime>

namespace layby::console {

Answer ok(std::string json) { return {200, std::move(json), {}}; }

Answer not_json() { return refusal(415, "not_json", "the body must be application/json"); }

Answer nothing_kept() {
    return refusal(404, "nothing_kept",
                   "nothing is kept: the server was started without --state, or a file there can't be read");
}

bool is_json(std::string_view content_type) {
    return content_type.substr(0, content_type.find_first_of("; ")) == "application/json";
}

std::string now_as_text() {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    gmtime_r(&now, &parts);
    char out[32];
    return {out, std::strftime(out, sizeof out, "%FT%TZ", &parts)};
}

}  // namespace layby::console
