// Messages that callers have left, as the API's JSON has them, and what bodies about them say. Pure
// functions, console thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "calls/message.hpp"
#include "console/json.hpp"

namespace layby::console {

/// {"id":9,"box":"201","heard":false,"caller":{…},…}
std::string box_message_json(const calls::Message& message, const Times& times);
/// {"messages":[…]}
std::string box_messages_json(const std::vector<const calls::Message*>& messages, const Times& times);
/// {"heard":true}; none: the text is something else.
std::optional<bool> heard_of(const std::string& json);

}  // namespace layby::console
