#include "cluster/member.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "cluster/slot_text.hpp"
#include "runtime/log.hpp"

namespace layby::cluster {
namespace {

bool is_about_a_call(const calls::Change& change) {
    return std::holds_alternative<calls::Leg>(change) || std::holds_alternative<LegId>(change) ||
           std::holds_alternative<calls::KeptPark>(change) || std::holds_alternative<ParkId>(change);
}

}  // namespace

/// A turn may be several in one: what a slot looked like on the way is gone by now.
Wanted wanted_of(const calls::Turn& turn) {
    Wanted out{turn.claims, {}, {}};
    for (const auto& change : turn.changes)
        if (is_about_a_call(change)) out.changes.push_back(change);
    for (const auto& watched : turn.watched) {
        const auto* slot = std::get_if<calls::WatchedSlot>(&watched);
        if (!slot) continue;
        std::erase_if(out.slots, [&](const auto& before) {
            return before.lot == slot->lot && before.slot == slot->slot;
        });
        if (slot->node.empty() && slot->state != calls::WatchedSlot::State::free) out.slots.push_back(*slot);
    }
    return out;
}

Member::Member(MemberOptions options, Engine& engine, std::function<void(calls::Fact)> tell,
               std::function<void(Taken)> adopt)
    : options_(std::move(options)),
      engine_(engine),
      tell_(std::move(tell)),
      our_key_(node_keys + options_.node),
      join_at_(Instant{}),
      estate_(options_.seal, options_.wall_at_zero),
      adopt_(std::move(adopt)) {}

void Member::time_is(Instant now) { now_ = std::max(now_, now); }

bool Member::here() const { return lease_ != 0 && known_ && now_ < alive_until_; }

std::optional<Instant> Member::next_deadline() const {
    std::optional<Instant> next;
    const auto sooner = [&](const std::optional<Instant>& other) {
        if (other && (!next || *other < *next)) next = other;
    };
    for (const auto& one : {join_at_, keep_at_, listen_at_, write_at_, next_takeover()}) sooner(one);
    if (lease_ != 0) sooner(alive_until_);
    for (const auto& [key, until] : waiting_) sooner(until);
    return next;
}

void Member::expire() {
    const auto due = [&](std::optional<Instant>& at) { return at && *at <= now_ && (at.reset(), true); };
    if (lease_ != 0 && now_ >= alive_until_) lose_lease("the engine has not answered in time");
    if (due(join_at_)) join();
    if (due(keep_at_)) keep_lease();
    if (due(listen_at_)) listen(heard_ + 1);
    if (due(write_at_)) write();
    expire_takeover();
    fail_claims(false);
}

// -- the lease

void Member::join() {
    if (leaving_) return;
    const auto sent = now_;
    const auto number = ++lease_number_;
    engine_.grant(options_.lease, [this, sent, number](const Granted& granted) {
        if (number != lease_number_) return;
        if (granted.trouble != Trouble::none || granted.lease == 0) return join_again(5 * try_again_after);
        lease_ = granted.lease;
        lasts_ = granted.lasts;
        alive_until_ = sent + lasts_ - lasts_ / 5;
        announce();
    });
}

void Member::join_again(Duration after) { join_at_ = now_ + after; }

/// Another process with our name would find out by its next transaction.
void Member::announce() {
    engine_.announce(our_key_, options_.text, lease_, [this, number = lease_number_](const Announced& done) {
        if (number != lease_number_ || lease_ == 0) return;
        if (done.trouble != Trouble::none) return lose_lease("its own key can't be written");
        keep_at_ = now_ + lasts_ / 4;
        look_around();
    });
}

void Member::look_around() {
    engine_.list(all_keys, [this, number = lease_number_](const Listed& listed) {
        if (number != lease_number_ || lease_ == 0) return;
        if (listed.trouble != Trouble::none) return lose_lease("the keys can't be read");
        take_stock(listed);
        known_ = true;
        ++totals_.joined;
        if (!std::exchange(was_here_, true)) log::info("cluster: node {} has joined", options_.node);
        listen(listed.revision + 1);
        write();
    });
}

/// What is ours and should not be there goes; what should be there and isn't comes.
void Member::take_stock(const Listed& listed) {
    heard_ = std::max(heard_, listed.revision);
    std::map<std::string, KeyValue> found;
    for (const auto& one : listed.all)
        if (one.key.starts_with(slot_keys)) found.emplace(one.key, one);
    std::vector<std::string> gone;
    for (const auto& [key, known] : others_)
        if (!found.contains(key) || is_ours(found.at(key))) gone.push_back(key);
    for (const auto& key : gone) forget_other(key);
    for (auto& [key, own] : own_)
        if (!found.contains(key) || !is_ours(found.at(key))) own.changed = 0, own.there.clear();
    std::set<std::string> unknown;
    for (const auto& [key, known] : found) {
        if (!is_ours(known)) {
            note_other(known);
            continue;
        }
        is_taken(key, known.value, known.changed);
        if (!own_.contains(key) && options_.seal) unknown.insert(key);
        own_[key].changed = known.changed;
        own_[key].there = known.value;
    }
    note_nodes(listed);
    for (const auto& one : listed.all) note_taken(one);
    for (const auto& [key, own] : own_)
        if (!unknown.contains(key)) queue(key);
    recover(unknown);
}

void Member::keep_lease() {
    const auto sent = now_;
    keep_at_ = now_ + lasts_ / 4;
    engine_.keep(lease_, [this, sent, number = lease_number_](const Kept& kept) {
        if (number != lease_number_ || lease_ == 0) return;
        if (kept.trouble != Trouble::none) return;  // there is time for another try
        if (!kept.there) return lose_lease("the lease has ended");
        alive_until_ = std::max(alive_until_, sent + lasts_ - lasts_ / 5);
    });
}

void Member::lose_lease(const char* why) {
    if (std::exchange(was_here_, false))
        log::warn(
            "cluster: node {} stands alone, {}: nobody can be parked; who is parked waits on, and can be "
            "retrieved",
            options_.node, why);
    lease_ = 0;
    known_ = false;
    ++lease_number_;
    keep_at_.reset();
    fail_claims(true);
    join_again(try_again_after);
}

void Member::leave(std::function<void()> done) {
    leaving_ = true;
    join_at_.reset();
    keep_at_.reset();
    const auto lease = std::exchange(lease_, 0);
    known_ = was_here_ = false;
    ++lease_number_;
    if (lease == 0) return done();
    engine_.revoke(lease, std::move(done));
}

// -- what others have

void Member::listen(Revision from) {
    listen_at_.reset();
    engine_.watch(all_keys, from, [this](const Heard& heard) { hear(heard); });
}

void Member::hear(const Heard& heard) {
    for (const auto& event : heard.events) hear(event);
    if (!heard.over) heard_ = std::max(heard_, heard.revision);
    write();
    if (!heard.over || leaving_) return;
    if (heard.forgotten && lease_ != 0) return look_around();
    if (!heard.forgotten) listen_at_ = now_ + try_again_after;
}

void Member::hear(const Heard::Event& event) {
    const auto& now = event.now;
    if (now.changed <= heard_) return;
    if (now.key.starts_with(node_keys)) return node_is(now, event.gone);
    if (!event.gone) note_taken(now);
    if (!now.key.starts_with(slot_keys)) return;
    if (event.gone) {
        forget_other(now.key);
        const auto own = own_.find(now.key);
        if (own == own_.end() || own->second.changed == 0 || now.changed <= own->second.changed) return;
        own->second.changed = 0;  // somebody has taken it away
        own->second.there.clear();
        return queue(now.key);
    }
    is_ours(now) ? is_taken(now.key, now.value, now.changed) : note_other(now);
}

bool Member::is_ours(const KeyValue& known) const {
    const auto slot = read_slot(known.key, known.value, options_.wall_at_zero);
    return slot && slot->node == options_.node;
}

void Member::note_other(const KeyValue& known) {
    auto slot = read_slot(known.key, known.value, options_.wall_at_zero);
    if (!slot) return;
    auto& mine = others_[known.key];
    if (mine.changed >= known.changed) return;
    mine = known;
    const auto own = own_.find(known.key);
    if (own != own_.end() && own->second.wish && own->second.wish->park == slot->park)
        taken_from_us(known.key, slot->node);
    tell_(calls::SlotElsewhere{std::move(*slot), true});
}

void Member::forget_other(const std::string& key) {
    if (others_.erase(key) == 0) return;
    if (auto slot = read_slot(key, {}, options_.wall_at_zero)) {
        slot->state = calls::WatchedSlot::State::free;
        tell_(calls::SlotElsewhere{std::move(*slot), false});
    }
    if (own_.contains(key)) queue(key);
}

MemberCounters Member::counters() const {
    auto out = totals_;
    out.here = here();
    out.own = own_.size();
    out.others = others_.size();
    return out;
}

}  // namespace layby::cluster
