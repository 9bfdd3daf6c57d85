// Whom one can call, as the endpoint has told by facts.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "calls/facts.hpp"

namespace layby::tests {

class Reachable {
  public:
    /// False: the fact is about something else.
    bool take(const calls::Fact& fact) {
        if (const auto* user = std::get_if<calls::DevicesChanged>(&fact))
            devices_[user->user] = user->devices;
        if (const auto* line = std::get_if<calls::TrunkChanged>(&fact)) trunks_[line->trunk] = line->near_ip;
        return std::holds_alternative<calls::DevicesChanged>(fact) ||
               std::holds_alternative<calls::TrunkChanged>(fact);
    }
    void begin(const std::vector<calls::Fact>& facts) {
        devices_.clear();
        trunks_.clear();
        for (const auto& fact : facts) take(fact);
    }
    std::vector<calls::Device> devices_of(const std::string& user) const {
        const auto found = devices_.find(user);
        return found == devices_.end() ? std::vector<calls::Device>{} : found->second;
    }
    std::optional<std::string> near_ip_of_trunk(const std::string& trunk) const {
        const auto found = trunks_.find(trunk);
        return found == trunks_.end() ? std::nullopt : found->second;
    }

  private:
    std::map<std::string, std::vector<calls::Device>> devices_;
    std::map<std::string, std::optional<std::string>> trunks_;
};

}  // namespace layby::tests
