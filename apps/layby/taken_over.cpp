#include "layby/taken_over.hpp"

#include <set>

#include "layby/wiring.hpp"
#include "runtime/log.hpp"

namespace layby::app {
namespace {

/// Takes those out that are such, and notes the ids by which they are forgotten.
template <class Entry, class IsTaken, class IdOf>
void forget_if(std::vector<Entry>& from, std::vector<calls::Change>& forgotten, const IsTaken& is_taken,
               const IdOf& id_of) {
    std::erase_if(from, [&](const Entry& one) {
        if (!is_taken(one)) return false;
        forgotten.emplace_back(id_of(one));
        return true;
    });
}

}  // namespace

std::vector<calls::Change> take_out(store::Restored& all, const std::vector<cluster::TakenOver>& taken) {
    std::set<ParkId> parks;
    std::set<LegId> callers;
    for (const auto& one : taken) parks.insert(one.park), callers.insert(one.parkee);
    std::vector<calls::Change> forgotten;
    forget_if(
        all.calls.parks, forgotten, [&](const auto& one) { return parks.contains(one.park.id); },
        [](const auto& one) { return one.park.id; });
    forget_if(
        all.calls.legs, forgotten, [&](const auto& leg) { return callers.contains(leg.id); },
        [](const auto& leg) { return leg.id; });
    forget_if(
        all.calls.messages, forgotten,
        [&](const auto& message) {
            return message.state == calls::Message::State::recording && callers.contains(message.call);
        },
        [](const auto& message) { return message.id; });
    std::erase_if(all.dialogs, [&](const auto& dialog) { return callers.contains(dialog.dialog.leg); });
    return forgotten;
}

store::Restored without_taken(store::Restored all, const settings::Cluster& cluster, store::Store* store) {
    if (cluster.node.empty() || !store || all.calls.legs.empty()) return all;
    const auto taken = cluster::taken_from(cluster.node, etcd_options(cluster));
    if (!taken) {
        log::warn("cluster: nobody says who was taken over meanwhile; all go on here until etcd answers");
        return all;
    }
    const auto forgotten = take_out(all, *taken);
    std::set<LegId> known;
    for (const auto& change : forgotten)
        if (const auto* leg = std::get_if<LegId>(&change)) known.insert(*leg);
    for (const auto& one : *taken)
        if (known.contains(one.parkee))
            log::warn("lot {}: the caller in slot {} was taken over by node {}", one.lot, one.slot.text(),
                      one.by);
    if (!forgotten.empty()) store->keep(forgotten);
    for (const LegId leg : known) store->forget(leg);
    return all;
}

}  // namespace layby::app
