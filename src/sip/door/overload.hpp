// Overload protection: how many new calls a second, and how many at once. Pure; signalling thread.
// The dispatch, before it makes a transaction for an INVITE without To tag:
//   if (auto wait = overload.refuse(dialogs, now)) answer 503 statelessly with "Retry-After: " + *wait
//   (seconds).
#pragma once
#include <cstdint>
#include <optional>

#include "words/time.hpp"

namespace layby::sip {

class Overload {
  public:
    /// `per_second` 0: no limit. A burst of one second's worth passes (at least 10 calls).
    Overload(std::size_t per_second, std::size_t max_dialogs);

    /// Seconds to wait, when a new call can't be taken now; none: it may come in, and was counted.
    std::optional<int> refuse(std::size_t dialogs, Instant now);
    void change(std::size_t per_second, std::size_t max_dialogs);
    std::uint64_t refused() const { return refused_; }

  private:
    void refill(Instant now);

    double per_second_{}, burst_{}, tokens_{};
    std::size_t max_dialogs_{};
    std::optional<Instant> filled_;
    std::uint64_t refused_{};
};

}  // namespace layby::sip
