// What a file holds, taken up by a new process. Before the loop starts.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "store/tables/live.hpp"

namespace layby::store {

struct Opened {
    File file;
    Origins origins;
    Restored restored;
    Live live;
    std::map<std::string, Restored> tenants{};  ///< by name
    std::vector<std::string> left_tenants{};    ///< of those the ones who weren't asked for, but have calls
};

/// Reads everything and counts this start, which is durable then. Instants become those of this boot, in the
/// file too. What is secret is sealed.
/// Each tenant has a start of its own, so that no two give the same id.
Opened go_on(Database database, const Moment& now, const Seal* seal,
             const std::vector<std::string>& tenants = {});

}  // namespace layby::store
