#include "console/tries.hpp"

#include <algorithm>

namespace layby::console {
namespace {

constexpr auto longest_delay = std::chrono::milliseconds(1500);  // less than a client waits for an answer
constexpr auto remembered_for = std::chrono::minutes(10);
constexpr std::size_t most_addresses = 1000;

}  // namespace

void Tries::forget_old(Clock::time_point now) {
    std::erase_if(of_, [&](const auto& entry) { return now - entry.second.last > remembered_for; });
    if (of_.size() >= most_addresses) of_.clear();  // so many strangers: none is slowed for a moment
}

Tries::Try Tries::wrong(const std::string& address, Clock::time_point now) {
    if (!of_.contains(address) || now - of_[address].last > remembered_for) {
        forget_old(now);
        of_[address] = {};
    }
    auto& count = of_[address];
    count.last = now;
    ++count.wrong;
    if (count.wrong == 1) return {{}, 1};
    const auto doubled = std::min<std::uint64_t>(count.wrong - 2, 10);
    return {std::min(first_ * (1 << doubled), longest_delay), count.wrong};
}

}  // namespace layby::console
