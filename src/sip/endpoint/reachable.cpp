// Whom one can call: which devices users have, and which trunks are up. Told when it is no longer what was
// told last.
#include "sip/endpoint/endpoint_inside.hpp"

namespace layby::sip {

std::vector<calls::Device> Endpoint::Inside::devices_of(const std::string& user) const {
    std::vector<calls::Device> devices;
    for (const auto* binding : registrar.devices_of(user, loop.now()))
        devices.push_back({binding->id, stack_.near_ip(reach(*binding).hop.ip)});
    return devices;
}

bool Endpoint::Inside::note_devices(const std::string& user) {
    auto now = devices_of(user);
    const auto told = told_devices.find(user);
    if (told == told_devices.end() ? now.empty() : told->second == now) return false;
    if (now.empty())
        told_devices.erase(told);
    else
        told_devices[user] = std::move(now);
    return true;
}

void Endpoint::Inside::tell_devices() {
    for (const auto& user : std::exchange(changed_users, {}))
        if (note_devices(user)) tell(calls::DevicesChanged{user, devices_of(user)});
}

bool Endpoint::Inside::note_trunk(const std::string& trunk) {
    const auto* line = lines.find(trunk);
    const auto now = line ? line->near_ip(loop.now()) : std::nullopt;
    const auto told = told_trunks.find(trunk);
    if (told == told_trunks.end() ? !now : now == told->second) return false;
    if (now)
        told_trunks[trunk] = *now;
    else
        told_trunks.erase(told);
    return true;
}

void Endpoint::Inside::tell_trunk(const std::string& trunk) {
    if (!note_trunk(trunk)) return;
    const auto up = told_trunks.find(trunk);
    tell(calls::TrunkChanged{trunk, up == told_trunks.end() ? std::nullopt : std::optional{up->second}});
}

/// After a reload: also those that are gone.
void Endpoint::Inside::tell_all_trunks() {
    std::vector<std::string> names;
    for (const auto& [name, near_ip] : told_trunks) names.push_back(name);
    for (const auto& account : options_.trunks) names.push_back(account.name);
    for (const auto& name : names) tell_trunk(name);
}

std::vector<calls::Fact> Endpoint::reachable() {
    auto& in = *inside_;
    for (const auto& view : in.registrar.view(in.loop.now())) in.note_devices(view.user);
    for (const auto& account : in.options_.trunks) in.note_trunk(account.name);
    std::vector<calls::Fact> facts;
    for (const auto& [user, devices] : in.told_devices)
        facts.emplace_back(calls::DevicesChanged{user, devices});
    for (const auto& [trunk, near_ip] : in.told_trunks)
        facts.emplace_back(calls::TrunkChanged{trunk, near_ip});
    return facts;
}

}  // namespace layby::sip
