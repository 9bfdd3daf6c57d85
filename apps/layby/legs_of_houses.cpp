#include "layby/legs_of_houses.hpp"

namespace layby::app {

std::optional<Address> AudioOfHouse::open(LegId leg, const std::string& near_ip, For whom) {
    auto port = engine_.open(leg, near_ip, whom);
    if (port) legs_[leg] = &house_;
    return port;
}

bool AudioOfHouse::reopen(LegId leg, const Address& local) {
    const bool open = engine_.reopen(leg, local);
    if (open) legs_[leg] = &house_;
    return open;
}

void AudioOfHouse::carry_out(const calls::AudioOrder& order) {
    engine_.carry_out(order);
    if (const auto* close = std::get_if<calls::CloseAudio>(&order)) legs_.erase(close->leg);
}

House* house_of(const LegsOfHouses& legs, const calls::Fact& fact) {
    return std::visit(
        [&]<class What>(const What& what) -> House* {
            if constexpr (requires { what.leg; }) {
                const auto found = legs.find(what.leg);
                return found == legs.end() ? nullptr : found->second;
            } else {
                return nullptr;
            }
        },
        fact);
}

}  // namespace layby::app
