// The houses of a server: which of them has something due, and what they count together. Never fewer than
// one, and none goes before the server does. Owned by the server; signalling thread.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "layby/house.hpp"

namespace layby::app {

class Houses {
  public:
    House& add(std::unique_ptr<House> house);
    House& first() { return *all_.front(); }
    const House& first() const { return *all_.front(); }
    /// Null: there is no such tenant.
    House* find(const std::string& tenant);
    const std::vector<std::unique_ptr<House>>& all() const { return all_; }

    /// Its next deadline may be another.
    void mind(House& house);
    std::optional<Instant> next_deadline() const;
    void expire(Instant now);

    calls::Counters counters() const;
    void drain(bool draining);
    void close_lots(bool closed);
    void leave();  ///< what was ordered so far leaves when the disk has got so far

  private:
    std::vector<std::unique_ptr<House>> all_;
    std::unordered_map<const House*, Instant> due_;
    std::set<std::pair<Instant, House*>> by_due_;
    std::vector<House*> touched_;  ///< since the last leave()
};

}  // namespace layby::app
