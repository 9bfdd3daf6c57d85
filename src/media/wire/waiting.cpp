#include "media/wire/waiting.hpp"

#include <algorithm>

namespace layby::media {
namespace {

constexpr std::size_t many = 16;
constexpr Duration nap = std::chrono::milliseconds{1};

}  // namespace

Waiting plan_waiting(std::size_t found, Instant now, std::optional<Instant> deadline) {
    if (found >= most_in_a_look) return {{}, now};  // there may be more
    if (found < many || !deadline) return {{}, deadline};
    return {std::min(*deadline, now + nap), now};
}

}  // namespace layby::media
