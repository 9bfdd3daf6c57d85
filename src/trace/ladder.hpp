// The ladder: messages as arrows between Layby and those that it talks to, and below them the messages
// themselves. Text for people; pure.
#pragma once
#include <string>
#include <vector>

#include "trace/messages.hpp"

namespace layby::trace {

/// Times are UTC; bytes that a terminal would obey are shown as '?'.
std::string ladder(const std::vector<Message>& messages);
/// A message as it stands below the ladder.
std::string full_text(const Message& message);

}  // namespace layby::trace
