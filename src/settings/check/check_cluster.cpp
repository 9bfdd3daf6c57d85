// Of the cluster: what [cluster] can't see alone.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "settings/read/draft.hpp"

namespace layby::settings {
namespace {

/// As a trunk of the settings can't be called.
constexpr const char* before_node = "node:";

/// Both sides know each other by one account, whichever of them calls.
std::string account_of_pair(const std::string& one, const std::string& other) {
    return fmt::format("node+{}+{}", std::min(one, other), std::max(one, other));
}

void check_peers(Draft& draft, const Cluster& cluster) {
    const int line = draft.line("cluster/peers");
    std::set<std::string> names{cluster.node};
    for (const auto& peer : cluster.peers)
        if (!names.insert(peer.node).second)
            draft.problem(line, fmt::format("cluster: there are two nodes with the name {}", peer.node));
    if (names.size() > calls::most_nodes)
        draft.problem(line, fmt::format("cluster: a cluster has {} nodes at most", calls::most_nodes));
}

}  // namespace

std::string trunk_of_node(const std::string& node) { return before_node + node; }

void check_cluster(Draft& draft) {
    const auto& cluster = draft.settings.cluster;
    if (cluster.node.empty()) return;
    if (!draft.settings.tenants.empty())
        draft.problem(draft.line("cluster"),
                      "cluster: a server with tenants can't be a node of a cluster yet");
    check_peers(draft, cluster);
    for (const auto& user : draft.settings.office.users)
        if (user.name.starts_with("node+"))
            draft.problem(draft.line("cluster"),
                          fmt::format("cluster: user {} has a name of the kind that nodes have", user.name));
}

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
