#include "calls/house/reachable.hpp"

#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"

namespace layby::calls {

std::vector<Device> devices_of(const Board& board, const std::string& user) {
    const auto found = board.devices.find(user);
    return found == board.devices.end() ? std::vector<Device>{} : found->second;
}

std::optional<std::string> near_ip_of_trunk(const Board& board, const std::string& trunk) {
    const auto found = board.trunks_up.find(trunk);
    return found == board.trunks_up.end() ? std::nullopt : std::optional{found->second};
}

void on(Board& board, const DevicesChanged& fact) {
    if (fact.devices.empty())
        board.devices.erase(fact.user);
    else
        board.devices[fact.user] = fact.devices;
}

void on(Board& board, const TrunkChanged& fact) {
    if (fact.near_ip)
        board.trunks_up[fact.trunk] = *fact.near_ip;
    else
        board.trunks_up.erase(fact.trunk);
}

}  // namespace layby::calls
