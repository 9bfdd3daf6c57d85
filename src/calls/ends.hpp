// Where a call goes on that nobody takes. Plain values.
#pragma once
#include <string>

namespace layby::calls {

/// Numbers of users, of groups, or outside. Empty: it is refused.
struct Ends {
    std::string no_answer;     ///< it has rung long enough
    std::string busy;          ///< all phones are in use, or decline
    std::string unregistered;  ///< there is no phone that could ring
    bool operator==(const Ends&) const = default;
};

}  // namespace layby::calls
