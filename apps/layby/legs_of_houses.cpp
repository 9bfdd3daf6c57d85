#include "layby/legs_of_houses.hpp"

namespace layby::app {

std::optional<Address> AudioOfHouse::open(LegId leg, const std::string& near_ip, For whom) {
    auto port = engine_.open(leg, near_ip, whom);
    if (port) legs_.legs[leg] = &house_;
    return port;
}

bool AudioOfHouse::reopen(LegId leg, const Address& local) {
    const bool open = engine_.reopen(leg, local);
    if (open) legs_.legs[leg] = &house_;
    return open;
}

void AudioOfHouse::carry_out(const calls::AudioOrder& order) {
    note(order);
    engine_.carry_out(order);
}

void AudioOfHouse::note(const calls::AudioOrder& order) {
    if (const auto* close = std::get_if<calls::CloseAudio>(&order)) legs_.legs.erase(close->leg);
    if (const auto* begin = std::get_if<calls::Record>(&order)) legs_.messages[begin->message] = &house_;
    if (const auto* stop = std::get_if<calls::StopRecording>(&order)) legs_.messages[stop->message] = &house_;
    if (const auto* drop = std::get_if<calls::DropRecording>(&order)) legs_.messages.erase(drop->message);
}

House* house_of(const LegsOfHouses& legs, const calls::Fact& fact) {
    return std::visit(
        [&]<class What>(const What& what) -> House* {
            if constexpr (requires { what.leg; }) {
                const auto found = legs.legs.find(what.leg);
                return found == legs.legs.end() ? nullptr : found->second;
            } else if constexpr (std::is_same_v<What, calls::RecordingEnded>) {
                const auto found = legs.messages.find(what.message);
                return found == legs.messages.end() ? nullptr : found->second;
            } else {
                return nullptr;
            }
        },
        fact);
}

}  // namespace layby::app
