// Phones with lamps, as many as you like on one port: each subscribes to one slot and confirms what it is
// told.
#pragma once
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
    /// One caller after the other, `rate` a second, is parked in a slot for `stay` seconds and leaves.
    /// Milliseconds from the server's answer (200 to INVITE, 200 to BYE) to the last NOTIFY about it.
    std::string round(int first, int slots, double rate, double stay);

  private:
    struct Slot {
        int watchers{}, told{};
        double last{};  ///< when the latest NOTIFY came
    };
    void take(const Datagram& datagram);
    void ask(int index, int slot);
    void note(Numbers& times, Slot& slot, double from);

    Callers& callers_;
    UdpPort port_;
    std::string id_;
    std::vector<Slot> slots_;
    int first_{}, started_{};
    long notifies_{};
    std::vector<char> has_state_;
};

}  // namespace load
