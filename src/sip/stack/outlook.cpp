#include "sip/stack/outlook.hpp"

#include <algorithm>

#include "sip/stack/local_addresses.hpp"

namespace layby::sip {
namespace {

SeenAs seen_as(const std::string& ip) { return is_v6(ip) ? SeenAs{{}, ip} : SeenAs{ip, {}}; }

void add_new(std::vector<std::string>& all, const std::string& ip, const std::string& local_ip) {
    if (!ip.empty() && ip != local_ip && std::ranges::find(all, ip) == all.end()) all.push_back(ip);
}

}  // namespace

void Outlook::change(const Options& options) {
    networks_ = options.networks;
    table_ = {};
    outside_.reset();
    std::unordered_map<std::string, LookedUp> still_looked_up;
    public_ip_ = seen_as(options.public_ip);
    keep_alive_ = options.keep_alive;
    for (std::size_t i = 0; i < networks_.size(); ++i) {
        auto& network = networks_[i];
        if (network.from.empty()) outside_ = i;
        for (const auto& text : network.from)
            if (const auto covered = layby::network_of(text)) table_.add(*covered, i);
        if (!network.looked_up) continue;
        const auto known = looked_up_.find(network.name);
        if (network.seen_as == SeenAs{} && known != looked_up_.end() &&
            known->second.source == network.source)
            network.seen_as = known->second.seen;
        if (network.seen_as != SeenAs{}) still_looked_up[network.name] = {network.source, network.seen_as};
    }
    looked_up_ = std::move(still_looked_up);
}

bool Outlook::is_seen_as(const std::string& name, const SeenAs& seen) {
    const auto network = std::ranges::find(networks_, name, &PeerNetwork::name);
    if (network == networks_.end() || !network->looked_up) return false;
    looked_up_[name] = {network->source, seen};
    if (network->seen_as == seen) return false;
    network->seen_as = seen;
    return true;
}

const PeerNetwork* Outlook::network_of(const std::string& peer_ip) const {
    const auto peer = address_of(peer_ip);
    if (!peer) return outside_ ? &networks_[*outside_] : nullptr;
    if (const auto found = table_.find(*peer)) return &networks_[*found];
    return outside_ && !peer->is_private() ? &networks_[*outside_] : nullptr;
}

KeepAliveRules Outlook::keep_alive_of(const std::string& peer_ip) const {
    const auto* network = network_of(peer_ip);
    return network ? network->keep_alive : keep_alive_;
}

std::string Outlook::shown(const std::string& local_ip, const std::string& peer_ip) const {
    const bool v6 = is_v6(local_ip);
    const auto* network = network_of(peer_ip);
    if (!network) {
        const auto peer = address_of(peer_ip);
        if (peer && peer->is_private()) return local_ip;
    }
    const auto& other = network && (!network->from.empty() || !network->seen_as.of(v6).empty())
                            ? network->seen_as.of(v6)
                            : public_ip_.of(v6);
    return other.empty() ? local_ip : other;
}

bool Outlook::is_ours(const std::string& ip) const {
    const bool v6 = is_v6(ip);
    return !ip.empty() &&
           (ip == public_ip_.of(v6) ||
            std::ranges::any_of(networks_, [&](const PeerNetwork& one) { return one.seen_as.of(v6) == ip; }));
}

std::vector<std::string> Outlook::all_shown(const std::string& local_ip) const {
    const bool v6 = is_v6(local_ip);
    std::vector<std::string> all;
    for (const auto& network : networks_) add_new(all, network.seen_as.of(v6), local_ip);
    add_new(all, public_ip_.of(v6), local_ip);
    return all;
}

}  // namespace layby::sip
