#include "simulation/world/network.hpp"

namespace layby::simulation {

void Network::attach(const std::string& ip, std::string name, Take take, Hear hear) {
    places_[ip] = {std::move(name), std::move(take), std::move(hear)};
}

std::string Network::name_of(const Address& endpoint) const {
    const auto found = places_.find(endpoint.ip);
    return found == places_.end() ? endpoint.ip : found->second.name;
}

void Network::send(const Address& from, const Address& to, const std::string& message) {
    const bool lost = chance_.per_mille(weather.lost), twice = !lost && chance_.per_mille(weather.twice);
    ladder_.message(name_of(from), name_of(to), message, lost ? "lost" : twice ? "twice" : "");
    if (!lost) carry(from, to, message);
    if (twice) carry(from, to, message);
}

void Network::carry(const Address& from, const Address& to, const std::string& message) {
    agenda_.after(chance_.between(weather.least, weather.most), [this, from, to, message] {
        const auto found = places_.find(to.ip);
        if (found != places_.end()) found->second.take(from, message);
    });
}

void Network::send_sound(const Address& from, const Address& to, Bytes packet) {
    if (chance_.per_mille(weather.sound_lost)) return;
    const auto found = places_.find(to.ip);
    if (found == places_.end()) return;
    if (found->second.hear) return found->second.hear(to, packet);
    if (machine().parts.sound_arrives) machine().parts.sound_arrives(to.port, from, packet);
}

}  // namespace layby::simulation
