#include "sip/endpoint/relocation.hpp"

#include <algorithm>

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

/// Dialogs that nothing has changed for cost next to nothing.
constexpr int looked_at_in_a_turn = 200;
constexpr Duration until_it_is_up = 1s;

}  // namespace

void Relocation::begin(std::size_t calls_per_second) {
    between_ = Duration{1s} / static_cast<int>(std::max<std::size_t>(1, calls_per_second));
    later_.clear();
    const auto legs = dialogs_.legs();
    to_tell_.assign(legs.begin(), legs.end());
    if (!to_tell_.empty()) turns_.set({}, [this] { run(); });
}

void Relocation::follow(LegId leg, Duration after) {
    const auto due = loop_.now() + after;
    const auto before = std::ranges::find(later_, leg, [](const auto& one) { return one.second; });
    if (before != later_.end() && before->first <= due) return;
    if (before != later_.end()) later_.erase(before);
    later_.emplace(due, leg);
    if (to_tell_.empty()) arm();
}

void Relocation::arm() {
    if (!to_tell_.empty()) return turns_.set(between_, [this] { run(); });
    if (later_.empty()) return turns_.clear();
    turns_.set(std::max(later_.begin()->first - loop_.now(), Duration{}), [this] { run(); });
}

void Relocation::run() {
    const auto now = loop_.now();
    for (; !later_.empty() && later_.begin()->first <= now; later_.erase(later_.begin()))
        to_tell_.push_back(later_.begin()->second);
    bool told = false;
    for (int i = 0; i < looked_at_in_a_turn && !told && !to_tell_.empty(); ++i) {
        const auto leg = to_tell_.front();
        to_tell_.pop_front();
        auto* dialog = dialogs_.find(leg);
        const auto done = dialog ? dialog->follow_outlook() : Dialog::Followed::nothing_new;
        if (done == Dialog::Followed::not_yet) follow(leg, until_it_is_up);
        told = done == Dialog::Followed::told;
    }
    arm();
}

}  // namespace layby::sip
