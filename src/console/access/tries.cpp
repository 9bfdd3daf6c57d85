#include "console/access/tries.hpp"

#include <algorithm>

namespace layby::console {
namespace {

constexpr auto longest_delay = std::chrono::milliseconds(1500);  // less than a client waits for an answer
constexpr auto remembered_for = std::chrono::minutes(10);
constexpr std::size_t most_remembered = 1000;

}  // namespace

void Tries::forget_old(Clock::time_point now) {
    std::erase_if(of_, [&](const auto& entry) { return now - entry.second.last > remembered_for; });
    if (of_.size() < most_remembered) return;
    const auto last = [](const auto& entry) { return entry.second.last; };
    of_.erase(std::ranges::min_element(of_, {}, last));  // who goes on trying is never that one
}

Tries::Try Tries::wrong(const std::string& whose, Clock::time_point now) {
    if (!of_.contains(whose) || now - of_[whose].last > remembered_for) {
        forget_old(now);
        of_[whose] = {};
    }
    auto& count = of_[whose];
    count.last = now;
    ++count.wrong;
    if (count.wrong == 1) return {{}, 1};
    const auto doubled = std::min<std::uint64_t>(count.wrong - 2, 10);
    return {std::min(first_ * (1 << doubled), longest_delay), count.wrong};
}

std::optional<std::chrono::seconds> Tries::wait(const std::string& whose, std::uint64_t most,
                                                Clock::time_point now) const {
    const auto found = of_.find(whose);
    if (found == of_.end() || found->second.wrong < most) return {};
    const auto left = std::chrono::ceil<std::chrono::seconds>(found->second.last + remembered_for - now);
    return left.count() > 0 ? std::optional(left) : std::nullopt;
}

}  // namespace layby::console
