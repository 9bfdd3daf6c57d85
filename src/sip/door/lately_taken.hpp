// Calls of which a request was taken lately. What comes with the same Call-ID is a copy of it, or goes on
// with it: refused at a glance, it would end a call that is being answered. Pure: time is an argument. Owned
// by the reception; signalling thread.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "words/time.hpp"

namespace layby::sip {

class LatelyTaken {
  public:
    /// So long an INVITE is sent again (RFC 3261 section 17.1.1.2, timer B). It is known twice as long at
    /// most.
    static constexpr Duration kept = std::chrono::seconds(32);

    void add(std::string_view call_id, Instant now) {
        if (now - began_ >= kept) {
            older_ = std::exchange(newer_, {});
            if (now - began_ >= 2 * kept) older_.clear();
            began_ = now;
        }
        newer_.insert(hash(call_id));
    }

    bool has(std::string_view call_id) const {
        return newer_.contains(hash(call_id)) || older_.contains(hash(call_id));
    }

  private:
    static std::size_t hash(std::string_view call_id) { return std::hash<std::string_view>{}(call_id); }

    Instant began_{};  ///< the newer ones
    std::unordered_set<std::size_t> newer_, older_;
};

}  // namespace layby::sip
