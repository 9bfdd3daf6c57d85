#include "sip/endpoint/reachable.hpp"

namespace layby::sip {

Reachable::Reachable(const Options& options, const Soon& soon, Stack& stack, const Registrar& registrar,
                     std::function<void(calls::Fact)> tell)
    : soon_(soon),
      stack_(stack),
      registrar_(registrar),
      tell_(std::move(tell)),
      lines_(stack, options, [this](const std::string& trunk) {
          soon_.run([this, trunk] {
              tell_trunk(trunk);
              trunks_moved_();
          });
      }) {}

std::vector<calls::Device> Reachable::devices_of(const std::string& user) const {
    std::vector<calls::Device> devices;
    for (const auto* binding : registrar_.devices_of(user, soon_.loop().now())) {
        const auto at = reach(*binding);
        devices.push_back({binding->id, stack_.near_ip(at.hop.ip), at.transport});
    }
    return devices;
}

bool Reachable::note_devices(const std::string& user) {
    auto now = devices_of(user);
    const auto told = told_devices_.find(user);
    if (told == told_devices_.end() ? now.empty() : told->second == now) return false;
    if (now.empty())
        told_devices_.erase(told);
    else
        told_devices_[user] = std::move(now);
    return true;
}

void Reachable::tell_devices(const std::string& user) {
    if (note_devices(user)) tell_(calls::DevicesChanged{user, devices_of(user)});
}

bool Reachable::note_trunk(const std::string& trunk) {
    const auto* line = lines_.find(trunk);
    const auto now = line ? line->near_ip(soon_.loop().now()) : std::nullopt;
    const auto told = told_trunks_.find(trunk);
    if (told == told_trunks_.end() ? !now : now == told->second) return false;
    if (now)
        told_trunks_[trunk] = *now;
    else
        told_trunks_.erase(told);
    return true;
}

void Reachable::tell_trunk(const std::string& trunk) {
    if (!note_trunk(trunk)) return;
    const auto up = told_trunks_.find(trunk);
    tell_(calls::TrunkChanged{trunk, up == told_trunks_.end() ? std::nullopt : std::optional{up->second}});
}

/// Also those that are gone.
void Reachable::reload(const Options& options, const TrunkLines::HasCalls& has_calls) {
    lines_.reload(options, has_calls);
    std::vector<std::string> names;
    for (const auto& [name, near_ip] : told_trunks_) names.push_back(name);
    for (const auto& account : options.trunks) names.push_back(account.name);
    for (const auto& name : names) tell_trunk(name);
    trunks_moved_();
}

std::vector<calls::Fact> Reachable::all(const Options& options) {
    for (const auto& view : registrar_.view(soon_.loop().now())) note_devices(view.user);
    for (const auto& account : options.trunks) note_trunk(account.name);
    std::vector<calls::Fact> facts;
    for (const auto& [user, devices] : told_devices_)
        facts.emplace_back(calls::DevicesChanged{user, devices});
    for (const auto& [trunk, near_ip] : told_trunks_) facts.emplace_back(calls::TrunkChanged{trunk, near_ip});
    return facts;
}

}  // namespace layby::sip
