// Whom other nodes of the cluster have taken over while this one was away. Before the loop starts.
#pragma once
#include <vector>

#include "cluster/node.hpp"
#include "settings/settings.hpp"
#include "store/store.hpp"

namespace layby::app {

/// What was kept, without those: they are another node's, and are kept no longer. Asks the cluster, for a
/// second at most. `store` may be null when nothing was kept.
store::Restored without_taken(store::Restored all, const settings::Cluster& cluster, store::Store* store);

/// Takes them out of what was kept, with what they were saying into a message box: they wait elsewhere, and
/// may say it again. Returns what is to be forgotten.
std::vector<calls::Change> take_out(store::Restored& all, const std::vector<cluster::TakenOver>& taken);

}  // namespace layby::app
