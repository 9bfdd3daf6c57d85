#include "layby/taken_over.hpp"

#include <set>
#include <vector>

#include "cluster/node.hpp"
#include "layby/wiring.hpp"
#include "runtime/log.hpp"

namespace layby::app {
namespace {

struct Taken {
    std::set<ParkId> parks;
    std::set<LegId> callers;
};

Taken keys_of(const std::vector<cluster::TakenOver>& taken) {
    Taken out;
    for (const auto& one : taken) out.parks.insert(one.park), out.callers.insert(one.parkee);
    return out;
}

void forget(store::Restored& all, const std::vector<cluster::TakenOver>& taken, store::Store& store) {
    const auto keys = keys_of(taken);
    std::set<LegId> known;
    for (const auto& leg : all.calls.legs)
        if (keys.callers.contains(leg.id)) known.insert(leg.id);
    std::erase_if(all.calls.parks, [&](const auto& one) { return keys.parks.contains(one.park.id); });
    std::erase_if(all.calls.legs, [&](const auto& leg) { return known.contains(leg.id); });
    std::erase_if(all.dialogs, [&](const auto& dialog) { return keys.callers.contains(dialog.dialog.leg); });
    for (const auto& one : taken) {
        if (!known.contains(one.parkee)) continue;
        log::warn("lot {}: the caller in slot {} was taken over by node {}", one.lot, one.slot.text(),
                  one.by);
        store.keep({calls::Change{one.park}, calls::Change{one.parkee}});
        store.forget(one.parkee);
    }
}

}  // namespace

store::Restored without_taken(store::Restored all, const settings::Cluster& cluster, store::Store* store) {
    if (cluster.node.empty() || !store || all.calls.legs.empty()) return all;
    const auto taken = cluster::taken_from(cluster.node, etcd_options(cluster));
    if (!taken)
        log::warn("cluster: nobody says who was taken over meanwhile; all go on here until etcd answers");
    if (taken) forget(all, *taken, *store);
    return all;
}

}  // namespace layby::app
