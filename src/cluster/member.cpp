#include "cluster/member.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "cluster/slot_text.hpp"
#include "runtime/log.hpp"

namespace layby::cluster {
namespace {

constexpr std::size_t most_steps = 50;  ///< in one transaction; etcd permits 128 requests
constexpr Duration try_again_after = 100ms;

std::optional<std::string> text_or_none(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

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
    std::vector<std::string> unknown;
    for (const auto& [key, known] : found) {
        if (!is_ours(known)) {
            note_other(known);
            continue;
        }
        is_taken(key, known.value, known.changed);
        if (!own_.contains(key) && options_.seal) unknown.push_back(key);
        own_[key].changed = known.changed;
        own_[key].there = known.value;
    }
    note_nodes(listed);
    for (const auto& one : listed.all) note_taken(one);
    for (const auto& [key, own] : own_)
        if (std::ranges::find(unknown, key) == unknown.end()) queue(key);
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

// -- what is ours

void Member::carry_out(const Wanted& wanted) {
    std::vector<ParkId> left;
    for (const auto& change : wanted.changes)
        if (const auto park = estate_.note(change)) left.push_back(*park);
    for (const auto& one : wanted.claims) {
        if (const auto* over = std::get_if<calls::ReleaseSlot>(&one))
            release(over->lot, over->slot, over->park);
        if (const auto* asked = std::get_if<calls::ClaimSlot>(&one)) {
            calls::WatchedSlot slot;
            slot.lot = asked->lot;
            slot.slot = asked->slot;
            slot.park = asked->park;
            slot.parker = asked->parker;
            claim(slot);
        }
    }
    for (const auto& slot : wanted.slots) update(slot);
    for (const ParkId park : left) leave_again(park);
}

void Member::claim(const calls::WatchedSlot& slot) {
    const auto key = slot_key(slot.lot, slot.slot);
    if (!here()) {
        ++totals_.failed;
        return tell_(calls::ClaimFailed{slot.park});
    }
    own_[key].wish = Wish{slot.park, slot_text(slot, options_.node, options_.wall_at_zero), false,
                          now_ + options_.patience};
    waiting_[key] = now_ + options_.patience;
    queue(key);
    write();
}

void Member::update(const calls::WatchedSlot& slot) {
    const auto key = slot_key(slot.lot, slot.slot);
    auto& own = own_[key];
    if (!own.wish || own.wish->park != slot.park) {
        own.wish = Wish{slot.park, {}, true, {}, estate_.left_of(slot.park)};
        own.left = false;
    }
    own.wish->text = slot_text(slot, options_.node, options_.wall_at_zero);
    queue(key);
    write();
}

void Member::release(const std::string& lot, SlotNumber slot, ParkId park) {
    const auto key = slot_key(lot, slot);
    const auto own = own_.find(key);
    if (own == own_.end() || !own->second.wish || own->second.wish->park != park) return;
    own->second.wish.reset();
    waiting_.erase(key);
    queue(key);
    write();
}

void Member::queue(const std::string& key) {
    auto& own = own_[key];
    if (!std::exchange(own.queued, true)) queue_.push_back(key);
}

/// None: it is as it should be, or nothing can be done now.
std::optional<Step> Member::step_for(Own& own, const std::string& key) const {
    if (own.wish) {
        const bool same = own.changed != 0 && own.there == own.wish->text && !own.unsure;
        const bool left = own.left || (own.wish->left.empty() && !own.left_there);
        if (same && left) return std::nullopt;
        if (own.wish->granted && others_.contains(key)) return std::nullopt;  // once it is free there
        Step step{same ? Step::What::leave : Step::What::put, key, own.wish->text, own.changed};
        if (!left) step.also.push_back({left_key(options_.node, key), text_or_none(own.wish->left)});
        return step;
    }
    if (own.changed == 0 && !own.unsure) return std::nullopt;
    Step step{Step::What::remove, key, {}, own.changed};
    if (options_.seal && key.starts_with(slot_keys)) step.also.push_back({left_key(options_.node, key)});
    return step;
}

void Member::write() {
    if (writing_ || queue_.empty() || !here() || write_at_) return;
    std::vector<Step> steps;
    while (!queue_.empty() && steps.size() < most_steps) {
        const auto key = std::move(queue_.front());
        queue_.pop_front();
        auto& own = own_[key];
        own.queued = false;
        if (auto step = step_for(own, key))
            steps.push_back(std::move(*step));
        else if (!own.wish)
            drop(key);
    }
    if (steps.empty()) return;
    writing_ = true;
    ++totals_.writes;
    for (const auto& step : steps) own_[step.key].unsure = true;
    engine_.write({our_key_, lease_}, steps,
                  [this, steps](const Written& answer) { written(steps, answer); });
}

void Member::written(const std::vector<Step>& steps, const Written& answer) {
    writing_ = false;
    if (answer.trouble != Trouble::none || answer.fenced || answer.steps.size() != steps.size()) {
        ++totals_.troubles;
        for (const auto& step : steps) queue(step.key);
        if (answer.fenced && lease_ != 0) lose_lease("another process has its name, or its lease has ended");
        write_at_ = now_ + try_again_after;
        return;
    }
    for (std::size_t i = 0; i < steps.size(); ++i) settle(steps[i], answer.steps[i], answer.revision);
    write();
}

void Member::settle(const Step& step, const Written::Done& done, Revision revision) {
    auto& own = own_[step.key];
    own.unsure = false;
    if (done.done) {
        if (step.what == Step::What::put) own.changed = revision, own.there = step.value;
        if (step.what == Step::What::remove) own.changed = 0, own.there.clear();
        if (!step.also.empty()) {
            own.left_there = step.also.front().value.has_value();
            own.left = own.wish && own.wish->left == step.also.front().value.value_or("");
        }
        return is_there(own, step.key);
    }
    if (!done.found) {
        own.changed = 0;
        own.there.clear();
        return is_there(own, step.key);
    }
    if (!is_ours(*done.found)) return taken_by_other(own, *done.found);
    own.changed = done.found->changed;
    own.there = done.found->value;
    is_there(own, step.key);
}

/// What is at the key is known for certain.
void Member::is_there(Own& own, const std::string& key) {
    if (own.wish && !own.wish->granted && own.changed != 0 && own.there == own.wish->text) {
        own.wish->granted = true;
        waiting_.erase(key);
        ++totals_.claimed;
        tell_(calls::SlotClaimed{own.wish->park});
    }
    if (step_for(own, key)) return queue(key);
    if (!own.wish && !own.queued) drop(key);
}

void Member::taken_by_other(Own& own, const KeyValue& found) {
    const auto key = found.key;
    own.changed = 0;
    own.there.clear();
    if (found.changed <= heard_ && !others_.contains(key)) return queue(key);  // it is gone by now
    note_other(found);  // and our caller may be that node's by now
    if (!own.wish) return own.queued ? void() : drop(key);
    if (own.wish->granted)
        return log::error("cluster: {} is another node's by now, and ours: its caller waits on here", key);
    const auto park = own.wish->park;
    own.wish.reset();
    waiting_.erase(key);
    ++totals_.lost;
    if (!own.queued) drop(key);
    tell_(calls::SlotLost{park});
}

/// What may be written all the same is taken back as soon as it can be.
void Member::fail_claims(bool all) {
    std::vector<std::string> due;
    for (const auto& [key, until] : waiting_)
        if (all || until <= now_) due.push_back(key);
    for (const auto& key : due) {
        waiting_.erase(key);
        auto& own = own_[key];
        if (!own.wish || own.wish->granted) continue;
        const auto park = own.wish->park;
        own.wish.reset();
        queue(key);
        ++totals_.failed;
        tell_(calls::ClaimFailed{park});
    }
}

void Member::drop(const std::string& key) { own_.erase(key); }

MemberCounters Member::counters() const {
    auto out = totals_;
    out.here = here();
    out.own = own_.size();
    out.others = others_.size();
    return out;
}

}  // namespace layby::cluster
