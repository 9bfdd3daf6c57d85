// How a parked call is written in the cluster: what everybody may know of it who may watch its slot, and
// nothing secret. Pure; any thread.
#pragma once
#include <optional>
#include <string>

#include "calls/watched.hpp"

namespace layby::cluster {

inline const std::string all_keys = "/layby/1/";
inline const std::string node_keys = all_keys + "n/";
inline const std::string slot_keys = all_keys + "s/";

/// "/layby/1/s//main/701". The empty part is for a tenant.
std::string slot_key(const std::string& lot, SlotNumber slot);
/// `wall_at_zero`: the wall clock, since 1970, at the instant zero of who writes.
std::string slot_text(const calls::WatchedSlot& slot, const std::string& node, Duration wall_at_zero);
/// None: it is no slot's. A value that can't be read has a slot all the same: somebody is there.
std::optional<calls::WatchedSlot> read_slot(const std::string& key, const std::string& value,
                                            Duration wall_at_zero);

}  // namespace layby::cluster
