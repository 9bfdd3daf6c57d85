// Members on one simulated engine, in simulated time, without the offices around them.
#pragma once
#include <vector>

#include "cluster/member.hpp"
#include "cluster/simulated_engine.hpp"

namespace layby::cluster {

struct Living {
    Member* member;
    SimulatedEngine* engine;
};

/// Until nothing more comes of it.
inline void settle(SimulatedStore& store, Instant now, const std::vector<Living>& all) {
    for (bool busy = true; busy;) {
        store.time_is(now);
        busy = false;
        for (const auto& [member, engine] : all) {
            member->time_is(now);
            member->expire();
            busy = engine->run() || busy;
        }
    }
}

}  // namespace layby::cluster
