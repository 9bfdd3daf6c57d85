#include "console/message_text.hpp"

#include "console/json_parts.hpp"

namespace layby::console {
namespace {

Json box_message_of(const calls::Message& message, const Times& times) {
    return {{"id", message.id.value},
            {"box", message.box},
            {"heard", message.state == calls::Message::State::heard},
            {"caller", shown(message.caller)},
            {"lot", message.lot},
            {"slot", message.slot.value},
            {"parker", shown(message.parker)},
            {"call", message.call.value},
            {"recorded_at", utc_of(message.at, times)},
            {"length_s", seconds(message.length)}};
}

}  // namespace

std::string box_message_json(const calls::Message& message, const Times& times) {
    return text(box_message_of(message, times));
}

std::string box_messages_json(const std::vector<const calls::Message*>& messages, const Times& times) {
    return text({{"messages", list(messages, [&](const auto* one) { return box_message_of(*one, times); })}});
}

std::optional<bool> heard_of(const std::string& json) {
    const auto read = Json::parse(json, nullptr, false);
    if (!read.is_object() || read.size() != 1 || !read.contains("heard")) return {};
    const auto& heard = read["heard"];
    return heard.is_boolean() ? std::optional(heard.get<bool>()) : std::nullopt;
}

}  // namespace layby::console
