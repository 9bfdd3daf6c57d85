#include "console/trace_text.hpp"

#include <fmt/format.h>

#include "console/json_parts.hpp"

namespace layby::console {
namespace {

/// With microseconds: "2026-11-22T20:54:24.123456Z".
std::string exactly(std::chrono::system_clock::time_point when) {
    using namespace std::chrono;
    auto text = utc(when);
    text.pop_back();
    const auto us = duration_cast<microseconds>(when - floor<std::chrono::seconds>(when)).count();
    return fmt::format("{}.{:06}Z", text, us);
}

Json message_json(const trace::Message& one) {
    const bool sent = one.direction == trace::Direction::sent;
    return {{"number", one.number},
            {"at", exactly(one.at)},
            {"direction", sent ? "sent" : "received"},
            {"transport", name_of(one.transport)},
            {"local", trace::text_of(one.local)},
            {"remote", trace::text_of(one.remote)},
            {"call_id", one.call_id},
            {"what", trace::what_is(one.text)},
            {"again", one.again},
            {"text", one.text}};
}

}  // namespace

std::string messages_json(const std::vector<trace::Message>& messages) {
    return text({{"messages", list(messages, message_json)}});
}

}  // namespace layby::console
