// Trying rollover counters one after the other, and how many tries packets are worth. A packet that is
// authentic under none of them costs all tries there are; so they are saved up, some for each packet that
// comes in. When there are many, the first packet of a stream is enough. When a stranger has used them up,
// each packet has a few, and each tries where the one before has left off: the right counter still has its
// turn within seconds, however many strangers there are. Part of a receiver; media thread.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>

namespace layby::media {

class RocSearch {
  public:
    /// Four days of 50 packets a second. A prime: else a stranger's packets that alternate with a peer's
    /// would always have the turn of the same counters.
    static constexpr std::uint32_t rocs = 257;
    static constexpr std::uint32_t tries_per_packet = 4;
    static constexpr std::uint32_t most_tries = 4 * rocs;

    void packet_came() { tries_ = std::min(tries_ + tries_per_packet, most_tries); }
    /// The first of `rocs` numbers that `fits`. None: it isn't among those that could be tried now.
    template <class Fits>
    std::optional<std::uint32_t> find(Fits fits) {
        for (std::uint32_t tried = 0; tried < rocs && tries_ > 0; ++tried, --tries_) {
            const std::uint32_t roc = next_;
            next_ = (next_ + 1) % rocs;
            if (!fits(roc)) continue;
            next_ = 0;
            return roc;
        }
        return {};
    }

  private:
    std::uint32_t tries_{most_tries};
    std::uint32_t next_{};
};

}  // namespace layby::media
