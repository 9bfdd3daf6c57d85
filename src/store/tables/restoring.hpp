// What a file holds, taken up by a new process. Before the loop starts.
#pragma once
#include "store/tables/live.hpp"

namespace layby::store {

struct Opened {
    File file;
    Origins origins;
    Restored restored;
    Live live;
};

/// Reads everything and counts this start, which is durable then. Instants become those of this boot, in the
/// file too. What is secret is sealed.
Opened go_on(Database database, const Moment& now, const Seal* seal);

}  // namespace layby::store
