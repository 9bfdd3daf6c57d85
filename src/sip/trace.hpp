// The SIP trace that is shown as it comes: whole messages, without secrets, for an admin who looks for a
// fault. A value; signalling thread.
#pragma once
#include <functional>
#include <string>

namespace layby::sip {

struct Trace {
    std::function<void(std::string)> write;  ///< takes a message with its heading; must not block
    std::string number;                      ///< only messages that name this user or number; empty: all
};

}  // namespace layby::sip
