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
/// Behind it a node and a park: that node's caller was taken over, and it has yet to learn that.
inline const std::string taken_keys = all_keys + "t/";
/// What nobody watches: behind it a node and the end of a slot's key, what that node leaves to the others.
inline const std::string left_keys = "/layby/1-left/";

/// "/layby/1/s//main/701". The empty part is for a tenant.
std::string slot_key(const std::string& lot, SlotNumber slot);
/// `wall_at_zero`: the wall clock, since 1970, at the instant zero of who writes.
std::string slot_text(const calls::WatchedSlot& slot, const std::string& node, Duration wall_at_zero);
/// The key of what this node leaves of who waits in a slot, and of all that it leaves.
std::string left_key(const std::string& node, const std::string& slot_key);
std::string left_keys_of(const std::string& node);
/// None: it is no key of what this node leaves.
std::optional<std::string> slot_key_of_left(const std::string& node, const std::string& key);
std::string taken_keys_of(const std::string& node);

/// A caller of one node that another has taken over.
struct TakenOver {
    std::string from, by;
    ParkId park;
    LegId parkee;
    std::string lot;
    SlotNumber slot;
};
std::string taken_key(const std::string& node, ParkId park);
std::string taken_text(const TakenOver& taken);
/// None: it is no such key.
std::optional<TakenOver> read_taken(const std::string& key, const std::string& value);

/// None: it is no slot's. A value that can't be read has a slot all the same: somebody is there.
std::optional<calls::WatchedSlot> read_slot(const std::string& key, const std::string& value,
                                            Duration wall_at_zero);

}  // namespace layby::cluster
