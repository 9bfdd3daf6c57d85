#include "layby/taken_over.hpp"

#include <vector>

#include "cluster/node.hpp"
#include "layby/wiring.hpp"
#include "runtime/log.hpp"

namespace layby::app {
namespace {

void forget(store::Restored& all, const cluster::TakenOver& taken, store::Store& store) {
    const auto before = all.calls.legs.size();
    std::erase_if(all.calls.parks, [&](const auto& one) { return one.park.id == taken.park; });
    std::erase_if(all.calls.legs, [&](const auto& leg) { return leg.id == taken.parkee; });
    std::erase_if(all.dialogs, [&](const auto& dialog) { return dialog.dialog.leg == taken.parkee; });
    if (all.calls.legs.size() == before) return;
    log::warn("lot {}: the caller in slot {} was taken over by node {}", taken.lot, taken.slot.text(),
              taken.by);
    store.keep({calls::Change{taken.park}, calls::Change{taken.parkee}});
    store.forget(taken.parkee);
}

}  // namespace

store::Restored without_taken(store::Restored all, const settings::Cluster& cluster, store::Store* store) {
    if (cluster.node.empty() || !store || all.calls.legs.empty()) return all;
    const auto taken = cluster::taken_from(cluster.node, etcd_options(cluster));
    if (!taken)
        log::warn("cluster: nobody says who was taken over meanwhile; all go on here until etcd answers");
    for (const auto& one : taken.value_or(std::vector<cluster::TakenOver>{})) forget(all, one, *store);
    return all;
}

}  // namespace layby::app
