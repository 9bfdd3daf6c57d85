// Spreads the legs that hear something from us over the 20 slots of 1 ms in a 20 ms frame, so that a thousand
// callers are not served in one burst. Knows legs by their place. Media thread.
#pragma once
#include <array>
#include <vector>

#include "media/core/place.hpp"

namespace layby::media {

class Pacer {
  public:
    static constexpr std::size_t slots = 20;

    /// Joins the emptiest slot; of equals the one that comes last after `current`. No effect when in already.
    void join(Place place, std::size_t current);
    void leave(Place place);
    bool has(Place place) const { return place < where_.size() && where_[place].slot != none; }
    const std::vector<Place>& at(std::size_t slot) const { return members_[slot]; }
    /// How many slots from this one on serve nobody: at most all but one.
    std::size_t idle_from(std::size_t slot) const;

  private:
    static constexpr std::uint8_t none = 0xff;
    struct Where {
        std::uint8_t slot{none};
        std::uint32_t position{};
    };
    std::size_t emptiest(std::size_t current) const;

    std::array<std::vector<Place>, slots> members_;
    std::vector<Where> where_;
};

}  // namespace layby::media
