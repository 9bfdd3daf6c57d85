// Whom we can call: the devices of users and the trunks that are up, as signalling has told. Signalling
// thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "calls/facts.hpp"

namespace layby::calls {

struct Board;

/// Those that can be reached now, the preferred ones first.
std::vector<Device> devices_of(const Board& board, const std::string& user);
/// Our address towards it; none: it is down, or there is no such trunk.
std::optional<std::string> near_ip_of_trunk(const Board& board, const std::string& trunk);

}  // namespace layby::calls
