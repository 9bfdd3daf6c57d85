// Subscriptions from before a restart: taken up again, and told everything once it is known what there is.
#include "runtime/log.hpp"
#include "sip/lamps/lamps.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

/// So that thousands of lamps don't crowd out the calls that a restart has interrupted.
constexpr int told_per_second = 500;
constexpr int told_at_once = 10;
constexpr Duration between_turns = Duration{1s} * told_at_once / told_per_second;

}  // namespace

void Lamps::restore(std::vector<SubscriptionState> kept) {
    for (auto& state : kept) {
        const auto id = state.id;
        if (!take_up(std::move(state)) && keeper_) keeper_->forget(id);
    }
    if (!all_.empty())
        log::info("{} known from before the restart", log::counted(all_.size(), "lamp subscription"));
}

/// False: it has expired meanwhile. A clock that was turned back makes nobody watch for years.
bool Lamps::take_up(SubscriptionState state) {
    const auto now = stack_.loop().now();
    state.expires = std::min<Instant>(state.expires, now + std::chrono::seconds{granted({})});
    if (state.expires <= now || !skip_numbers(state, lives_since(state.dialog, start_))) return false;
    state.dialog.contact = stack_.contact(state.dialog.peer_ip, state.dialog.transport);
    restored_.push_back(state.id);
    insert(std::move(state), {}).sleep();
    return true;
}

void Lamps::tell_restored() {
    for (int i = 0; i < told_at_once && !restored_.empty(); ++i) {
        const auto which = restored_.front();
        restored_.pop_front();
        tell_restored(which);
    }
    if (!restored_.empty()) turns_.set(between_turns, [this] { tell_restored(); });
}

void Lamps::tell_restored(SubscriptionId which) {
    auto* subscription = find(which);
    if (!subscription || !subscription->asleep()) return;
    const auto& state = subscription->state();
    if (!is_known(state.dialog.peer)) return subscription->end("rejected");
    if (!exists(state.topic)) return subscription->end("noresource");
    subscription->wake();
}

}  // namespace layby::sip
