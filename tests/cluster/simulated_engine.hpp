// etcd in simulated time, and the ways of nodes to it: what is asked is answered at the next run(), unless
// the way is cut, or answers get lost.
#pragma once
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cluster/engine.hpp"

namespace layby::cluster {

/// What all nodes share.
struct SimulatedStore {
    struct Entry {
        std::string value;
        Revision changed{};
        LeaseId lease{};
    };
    std::map<std::string, Entry> keys;
    std::map<LeaseId, std::pair<Instant, Duration>> leases;  ///< until when, and for how long each time
    std::vector<Heard::Event> history;
    Revision revision{1}, forgotten{};
    LeaseId last_lease{100};
    Instant now{};

    void put(const std::string& key, const std::string& value, LeaseId lease = 0);
    void remove(const std::string& key);
    /// Leases that nobody has kept end.
    void time_is(Instant at);
    /// What has changed before now can't be watched any more.
    void compact() { forgotten = revision; }
};

class SimulatedEngine : public Engine {
  public:
    explicit SimulatedEngine(SimulatedStore& store) : store_(store) {}

    /// False: nothing has happened.
    bool run();
    bool cut{};             ///< nothing gets through
    int answers_to_lose{};  ///< of writes, that are carried out all the same
    int writes{}, most_steps{};
    std::size_t most_bytes{};

    void grant(Duration lasting, std::function<void(Granted)> done) override;
    void keep(LeaseId lease, std::function<void(Kept)> done) override;
    void revoke(LeaseId lease, std::function<void()> done) override;
    void announce(const std::string& key, const std::string& value, LeaseId lease,
                  std::function<void(Announced)> done) override;
    void write(const Terms& terms, std::vector<Step> steps, std::function<void(Written)> done) override;
    void list(const std::string& prefix, std::function<void(Listed)> done) override;
    void watch(const std::string& prefix, Revision from, std::function<void(Heard)> heard) override;

  private:
    Written::Done carry_out(const Step& step);
    bool tell_watcher();

    SimulatedStore& store_;
    std::deque<std::function<void()>> asked_;
    std::string watched_;
    Revision next_{};
    std::function<void(Heard)> heard_;
};

}  // namespace layby::cluster
