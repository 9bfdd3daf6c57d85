// The other nodes of a cluster, as trunks that know each other by the secret.
#include <fmt/format.h>

#include <algorithm>

#include "settings/read/draft.hpp"

namespace layby::settings {
namespace {

/// As a trunk of the settings can't be called.
constexpr const char* before_node = "node:";

constexpr const char* before_account = "node+";

/// Both sides know each other by one account, whichever of them calls.
std::string account_of_pair(const std::string& one, const std::string& other) {
    return fmt::format("{}{}+{}", before_account, std::min(one, other), std::max(one, other));
}

}  // namespace

bool is_account_of_nodes(const std::string& user) { return user.starts_with(before_account); }

std::string trunk_of_node(const std::string& node) { return before_node + node; }

void add_peers(Settings& settings) {
    const auto& cluster = settings.cluster;
    if (cluster.node.empty()) return;
    auto& own = settings.office.cluster;
    own.node = cluster.node;
    own.number = cluster.number;
    for (const auto& peer : cluster.peers) {
        calls::Trunk trunk;
        trunk.name = trunk_of_node(peer.node);
        trunk.may_retrieve = true;
        trunk.tell_parker = calls::TellParker::no;
        trunk.encryption = settings.office.encryption;
        TrunkLine line;
        line.name = trunk.name;
        line.host = peer.host;
        line.port = peer.port;
        line.user = account_of_pair(cluster.node, peer.node);
        line.password = cluster.secret;
        own.peers.emplace(peer.node, trunk.name);
        settings.office.trunks.push_back(std::move(trunk));
        settings.lines.push_back(std::move(line));
    }
}

}  // namespace layby::settings
