// Calls between two callers each: one parks, the other retrieves it, and both speak for as long as they are
// up. What one says is a number of its own, so that the ears know who is heard where. On the thread of
// Callers.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "callers.hpp"
#include "listener.hpp"

namespace load {

class Talkers {
  public:
    Talkers(Callers& callers, Listener& listener) : callers_(callers), listener_(listener) {}

    /// They speak from now on. Both are up.
    void add(std::size_t one, std::size_t other) { pairs_.emplace_back(one, other); }
    void begin();
    std::size_t pairs() const { return pairs_.size(); }
    /// The pairs of which both hear each other at this moment.
    std::size_t in_touch() const;

  private:
    void speak();
    void say(std::size_t call) const;
    bool hears(std::size_t listener, std::size_t speaker) const;

    Callers& callers_;
    Listener& listener_;
    std::vector<std::pair<std::size_t, std::size_t>> pairs_;
    std::uint16_t sequence_{};
    double next_{};
};

}  // namespace load
