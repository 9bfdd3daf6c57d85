// The slots that are a member's own: what is to be at their keys, and each step until it is there.
#include <algorithm>
#include <utility>

#include "cluster/member.hpp"
#include "cluster/slot_text.hpp"
#include "runtime/log.hpp"

namespace layby::cluster {
namespace {

constexpr std::size_t most_steps = 50;  ///< in one transaction; etcd permits 128 requests

std::optional<std::string> text_or_none(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

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
    std::size_t bytes = 0;
    while (!queue_.empty() && steps.size() < most_steps && bytes < most_bytes) {
        const auto key = std::move(queue_.front());
        queue_.pop_front();
        auto& own = own_[key];
        own.queued = false;
        if (auto step = step_for(own, key)) {
            bytes += bytes_of(*step);
            steps.push_back(std::move(*step));
        } else if (!own.wish)
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

}  // namespace layby::cluster
