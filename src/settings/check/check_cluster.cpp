// Of the cluster: what [cluster] can't see alone.
#include <fmt/format.h>

#include <set>

#include "settings/read/draft.hpp"

namespace layby::settings {
namespace {

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

void check_cluster(Draft& draft) {
    const auto& cluster = draft.settings.cluster;
    if (cluster.node.empty()) return;
    if (!draft.settings.tenants.empty())
        draft.problem(draft.line("cluster"),
                      "cluster: a server with tenants can't be a node of a cluster yet");
    check_peers(draft, cluster);
    for (const auto& user : draft.settings.office.users)
        if (is_account_of_nodes(user.name))
            draft.problem(draft.line("cluster"),
                          fmt::format("cluster: user {} has a name of the kind that nodes have", user.name));
}

}  // namespace layby::settings
