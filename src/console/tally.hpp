// What has come of parked calls since the start, by lot: counted from what the console is told. Pure; owned
// by the feed, console thread.
#pragma once
#include <array>
#include <map>
#include <string>

#include "calls/past_park.hpp"
#include "runtime/spread.hpp"

namespace layby::console {

class Tally {
  public:
    /// All there are.
    static constexpr std::array outcomes{parking::Outcome::retrieved,    parking::Outcome::recalled,
                                         parking::Outcome::fell_back,    parking::Outcome::abandoned,
                                         parking::Outcome::forced,       parking::Outcome::failed,
                                         parking::Outcome::given_up,     parking::Outcome::to_operator,
                                         parking::Outcome::to_call_back, parking::Outcome::message};

    struct Lot {
        std::array<std::uint64_t, outcomes.size()> ended{};  ///< by outcome
        runtime::Spread waited;                              ///< seconds, of callers who were moved
        Lot();
    };

    void take(const calls::PastPark& park);
    /// Shown from now on, also before anybody was parked there.
    void know(const std::string& lot) { lots_.try_emplace(lot); }
    const std::map<std::string, Lot>& lots() const { return lots_; }

  private:
    std::map<std::string, Lot> lots_;
};

}  // namespace layby::console
