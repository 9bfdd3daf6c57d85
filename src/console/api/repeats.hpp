// Orders that were given before: whoever repeats one because its answer got lost, with the same
// Idempotency-Key, gets the answer of the first time, and nothing is done twice. Bounded; gone with the
// process. Owned by the API, console thread.
#pragma once
#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "console/access/access.hpp"
#include "console/exchange.hpp"

namespace layby::console {

class Repeats {
  public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::size_t longest_key = 255;

    /// The oldest goes when there are more; each goes after so long.
    explicit Repeats(std::size_t most = 10'000, Clock::duration lasts = std::chrono::hours{24})
        : most_(most), lasts_(lasts) {}

    /// What is to be answered with: notes the answer. None: it is a repetition, and has been answered, or
    /// will be with the first one.
    std::optional<Answered> begin(const Request& request, const Guest& guest, Answered answered,
                                  Clock::time_point now);

    std::size_t size() const { return orders_.size(); }

  private:
    /// Who has asked, and the key: nobody gets an answer that was another's.
    using Key = std::pair<std::string, std::string>;
    struct Order {
        std::string fingerprint;
        Clock::time_point at;
        std::list<Key>::iterator age;
        std::optional<Answer> answer{};   ///< none: it is under way
        std::vector<Answered> waiting{};  ///< for that
    };

    void forget_old(Clock::time_point now);
    void forget(std::map<Key, Order>::iterator order);
    void on_answer(const Key& key, const std::string& fingerprint, const Answer& answer);

    const std::size_t most_;
    const Clock::duration lasts_;
    std::map<Key, Order> orders_;
    std::list<Key> by_age_;  ///< the oldest first
};

}  // namespace layby::console
