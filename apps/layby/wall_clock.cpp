#include "layby/wall_clock.hpp"

namespace layby::app {

std::optional<WallClock::Wall> WallClock::news(Instant now, Wall wall) {
    looked_ = now;
    const Wall at_zero = wall - now.time_since_epoch();
    if (at_zero_ && at_zero - *at_zero_ < turned && *at_zero_ - at_zero < turned) return std::nullopt;
    at_zero_ = at_zero;
    return wall;
}

}  // namespace layby::app
