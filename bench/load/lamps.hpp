// Phones with lamps, as many as you like on one port: each subscribes to one slot or to a whole lot, and
// confirms what it is told.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "callers.hpp"
#include "numbers.hpp"

namespace load {

class Lamps {
  public:
    explicit Lamps(Callers& callers);

    /// `count` subscriptions spread evenly over the slots; true when each was told its first state.
    bool subscribe(int first, int slots, int count);
    /// `count` subscriptions to all slots of this lot at once (eventlist).
    bool watch(const std::string& lot, int count);
    /// One caller after the other, `rate` a second, is parked in a slot for `stay` seconds and leaves.
    /// Milliseconds from the server's answer (200 to INVITE, 200 to BYE) to each NOTIFY about it.
    std::string round(const std::string& prefix, int first, int slots, double rate, double stay);

  private:
    struct Slot {
        int watchers{};
        std::vector<double> told;  ///< when a NOTIFY came, since the last change
    };
    void take(const Datagram& datagram);
    bool ask_all(int count, const std::string& headers, const std::function<std::string(int)>& number_of);
    void ask(int index, const std::string& number, const std::string& headers);
    Slot& changed(int which) { return slots_[static_cast<std::size_t>(which) % slots_.size()]; }
    void note(Numbers& times, Slot& slot, double from);

    Callers& callers_;
    UdpPort port_;
    std::string id_;
    std::vector<Slot> slots_;
    int started_{};
    long notifies_{}, again_{};
    std::vector<std::string> last_;  ///< CSeq of each phone's latest NOTIFY
};

}  // namespace load
