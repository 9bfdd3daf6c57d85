#include "sip/lamps/lamps.hpp"

#include <algorithm>

namespace layby::sip {
namespace {

/// NOTIFYs sent in one go, so that calls never wait long for lamps.
constexpr int batch = 64;
/// From the lots to the first restored subscription: until then the switchboard has told what it restored.
constexpr Duration look_around = std::chrono::milliseconds{100};

void remove(std::unordered_map<std::string, std::vector<SubscriptionId>>& index, const std::string& key,
            SubscriptionId which) {
    const auto found = index.find(key);
    if (found == index.end()) return;
    std::erase(found->second, which);
    if (found->second.empty()) index.erase(found);
}

/// Names a phone's key, as far as we can tell.
std::string watcher_of(const SubscriptionState& state) {
    return state.dialog.peer.name + '\n' + state.dialog.remote_target + '\n' + state.topic.key() + '\n' +
           type_of(state.package) + (state.topic.kind == Topic::Kind::list ? " list" : "");
}

LampView view_of(const Subscription& one, Instant now) {
    const auto& state = one.state();
    const auto& topic = state.topic;
    return {state.dialog.peer.name,
            state.dialog.peer_ip,
            topic.kind_text(),
            topic.kind == Topic::Kind::slot ? topic.slot.text() : topic.name,
            std::string(state.profile.name),
            std::max(state.expires - now, Duration{}),
            one.confirmed()};
}

}  // namespace

Lamps::Lamps(Stack& stack, const Options& options, KeptLamps kept)
    : stack_(stack),
      keeper_(kept.keeper),
      names_(token()),
      start_(kept.start),
      last_id_(ids_of(kept.start)),
      timer_(stack.loop()),
      sweeper_(stack.loop()),
      turns_(stack.loop()),
      following_(stack.loop()) {
    learn(options);
    restore(std::move(kept.subscriptions));
}

Lamps::~Lamps() = default;

std::vector<LampView> Lamps::shown(std::size_t most) const {
    const auto now = stack_.loop().now();
    std::vector<LampView> out;
    for (const auto& [id, entry] : all_) {
        if (out.size() == most) break;
        if (!entry.topic.empty()) out.push_back(view_of(*entry.subscription, now));
    }
    return out;
}

void Lamps::learn(const Options& options) {
    users_.clear();
    profiles_.clear();
    profile_ = options.lamp_profile;
    for (const auto& account : options.accounts) {
        users_.insert(account.user);
        if (!account.lamp_profile.empty()) profiles_[account.user] = account.lamp_profile;
    }
}

Subscription* Lamps::find(SubscriptionId which) {
    const auto found = all_.find(which);
    return found == all_.end() ? nullptr : found->second.subscription.get();
}

void Lamps::add(SubscriptionState state, Flow flow, std::uint32_t seconds) {
    state.id = {++last_id_};
    if (seconds != 0) ask_older_ones(watcher_of(state));
    insert(std::move(state), std::move(flow)).begin(seconds);
}

Subscription& Lamps::insert(SubscriptionState state, Flow flow) {
    const auto id = state.id;
    Entry entry{{}, state.topic.key(), watcher_of(state), {}};
    SubscriptionHost& host = *this;
    entry.subscription = std::make_unique<Subscription>(host, std::move(state), std::move(flow));
    watching_[entry.topic].push_back(id);
    of_watcher_[entry.watcher].push_back(id);
    return *all_.emplace(id, std::move(entry)).first->second.subscription;
}

// -- changes

void Lamps::see(const calls::WatchedSlot& slot) {
    tell(table_.slot_is(slot));
    if (!table_.has(slot.slot)) end_all({Topic::Kind::slot, {}, slot.slot});
    if (!table_.has_lot(slot.lot)) end_all({Topic::Kind::lot, slot.lot, {}});
}

/// The last caller has left what a reload had taken away: there is nothing to watch any more.
void Lamps::end_all(const Topic& topic) {
    const auto found = watching_.find(topic.key());
    if (found == watching_.end()) return;
    const auto watchers = found->second;
    for (const auto id : watchers)
        if (auto* subscription = find(id); subscription && !subscription->asleep())
            subscription->end("noresource");
}

void Lamps::see(const calls::WatchedUser& user) { tell(table_.user_is(user)); }

void Lamps::see(const calls::WatchedBox& box) { tell(table_.box_is(box)); }
void Lamps::see(const calls::WatchedPresence& presence) { tell(table_.presence_is(presence)); }

void Lamps::see(const calls::WatchedHours& hours) { tell(table_.hours_are(hours)); }

void Lamps::tell(const std::vector<Topic>& topics) {
    for (const auto& topic : topics) {
        const auto watchers = watching_.find(topic.key());
        if (watchers == watching_.end()) continue;
        for (const auto id : watchers->second) all_.at(id).subscription->changed(topic.slot);
    }
}

void Lamps::see(const calls::WatchedLots& seen) {
    table_.lots_are(seen);
    std::vector<SubscriptionId> without;
    for (const auto& [id, entry] : all_) {
        if (entry.topic.empty() || entry.subscription->asleep()) continue;
        const auto& topic = entry.subscription->state().topic;
        const bool many = topic.kind == Topic::Kind::lot || topic.kind == Topic::Kind::list;
        if (!exists(topic))
            without.push_back(id);
        else if (many)
            entry.subscription->tell_all();
    }
    for (const auto id : without)
        if (auto* subscription = find(id)) subscription->end("noresource");
    if (!restored_.empty() && !turns_.running()) turns_.set(look_around, [this] { tell_restored(); });
}

void Lamps::reload(const Options& options) {
    learn(options);
    std::vector<SubscriptionId> without;
    for (const auto& [id, entry] : all_)
        if (!is_known(entry.subscription->state().dialog.peer)) without.push_back(id);
    for (const auto id : without)
        if (auto* subscription = find(id)) subscription->end("rejected");
}

void Lamps::follow_outlook() {
    to_follow_.clear();
    for (const auto& [id, entry] : all_) to_follow_.push_back(id);
    if (!to_follow_.empty()) following_.set({}, [this] { follow_some(); });
}

void Lamps::follow_some() {
    for (int i = 0; i < batch && !to_follow_.empty(); ++i, to_follow_.pop_front()) {
        const auto found = all_.find(to_follow_.front());
        if (found == all_.end() || found->second.topic.empty()) continue;
        auto& subscription = *found->second.subscription;
        if (subscription.sees_us_elsewhere()) subscription.tell_all();
    }
    if (!to_follow_.empty()) following_.set({}, [this] { follow_some(); });
}

void Lamps::say_goodbye() {
    std::vector<SubscriptionId> everybody;
    for (const auto& [id, entry] : all_) everybody.push_back(id);
    for (const auto id : everybody)
        if (auto* subscription = find(id)) subscription->end("probation;retry-after=10");
}

// -- deadlines

void Lamps::wake_at(Subscription& which) {
    const auto found = all_.find(which.state().id);
    if (found == all_.end()) return;
    auto& entry = found->second;
    const auto next = which.next_deadline();
    if (next == entry.wakes) return;
    if (entry.wakes) deadlines_.erase({*entry.wakes, found->first});
    if (next) deadlines_.emplace(*next, found->first);
    entry.wakes = next;
    arm();
}

void Lamps::arm() {
    const auto next = deadlines_.empty() ? std::nullopt : std::optional(deadlines_.begin()->first);
    if (next == armed_) return;
    armed_ = next;
    if (!next) return timer_.clear();
    const auto wait = *next - stack_.loop().now();
    timer_.set(std::max(wait, Duration{}), [this] { run_due(); });
}

void Lamps::run_due() {
    const auto now = stack_.loop().now();
    armed_.reset();
    for (int i = 0; i < batch && !deadlines_.empty() && deadlines_.begin()->first <= now; ++i) {
        const auto id = deadlines_.begin()->second;
        deadlines_.erase(deadlines_.begin());
        auto& entry = all_.at(id);
        entry.wakes.reset();
        entry.subscription->run();
        if (auto* still = find(id)) wake_at(*still);
    }
    arm();
}

// -- what outlives us

void Lamps::keep(const SubscriptionState& state) {
    if (!keeper_) return;
    auto written = state;
    written.dialog.start = start_;
    keeper_->keep(written);
    all_.at(state.id).kept = true;
}

// -- ends

void Lamps::ended(SubscriptionId which) {
    const auto found = all_.find(which);
    if (found == all_.end() || found->second.topic.empty()) return;
    auto& entry = found->second;
    remove(watching_, entry.topic, which);
    remove(of_watcher_, entry.watcher, which);
    entry.topic.clear();
    if (entry.kept) keeper_->forget(which);
}

/// It may be on the stack now: it goes a moment later.
void Lamps::over(SubscriptionId which) {
    const auto found = all_.find(which);
    if (found == all_.end()) return;
    ended(which);
    if (found->second.wakes) deadlines_.erase({*found->second.wakes, which});
    done_.push_back(std::move(found->second.subscription));
    all_.erase(found);
    sweeper_.set({}, [this] { done_.clear(); });
    arm();
}

}  // namespace layby::sip
