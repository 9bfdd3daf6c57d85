// By what messages are found. Follows from the table of messages; plain data, owned by the board; signalling
// thread.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "calls/message.hpp"

namespace layby::calls {

struct MessageBook {
    using ByAge = std::set<std::pair<Instant, MessageId>>;
    std::unordered_map<std::string, ByAge> boxes;  ///< by user; absent: empty
    std::optional<Instant> next_expiry;            ///< nothing is due before; none: nothing ever is
};

}  // namespace layby::calls
