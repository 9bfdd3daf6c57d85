// The wall clock, for who goes by it: noticed when somebody turns it, or the machine has slept. Signalling
// thread; asks the system's clock, which takes no time to speak of.
#pragma once
#include <chrono>
#include <optional>

#include "words/time.hpp"

namespace layby::app {

class WallClock {
  public:
    using Wall = std::chrono::sys_time<Duration>;

    /// What it shows now, unless that follows from what was told last.
    std::optional<Wall> news(Instant now, Wall wall);
    /// When it is to be looked at again, if nothing happens before.
    Instant next_look() const { return looked_ + between_looks; }

    static constexpr Duration between_looks{30s};
    static constexpr Duration turned{500ms};  ///< by less it isn't: it may well be slewed a little

  private:
    std::optional<Wall> at_zero_;  ///< at our instant 0, as it was told last
    Instant looked_;
};

}  // namespace layby::app
