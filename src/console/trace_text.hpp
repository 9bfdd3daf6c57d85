// SIP messages as JSON. Pure; console thread.
#pragma once
#include <string>
#include <vector>

#include "trace/messages.hpp"

namespace layby::console {

std::string messages_json(const std::vector<trace::Message>& messages);

}  // namespace layby::console
