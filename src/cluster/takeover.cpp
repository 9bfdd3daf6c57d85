// Callers of a node that is away. Its key has gone with its lease, so it can't write any more; each of its
// slots goes to whoever writes first that it is its own, with what that node has left of the caller, in one
// transaction that holds only as long as the key of that node is not there. For each slot the nodes have an
// order of their own, so that they share the work and help where one of them fails.
#include <algorithm>
#include <utility>

#include "cluster/member.hpp"
#include "cluster/slot_text.hpp"
#include "runtime/log.hpp"

namespace layby::cluster {
namespace {

/// In one transaction, and then a moment for the phones that are called anew.
constexpr std::size_t most_taken = 50;
constexpr Duration between_takes = 100ms;
/// So long the first has for what is its turn, then the second, …
constexpr Duration time_of_a_turn = 300ms;

/// FNV-1a, the same on every machine; mixed, so that similar names are far from each other.
std::uint64_t hash_of(const std::string& text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdULL;
    return hash ^ hash >> 33;
}

std::uint64_t weight(const std::string& node, const std::string& key) { return hash_of(node + ' ' + key); }

}  // namespace

// -- who is away

void Member::node_is(const KeyValue& node, bool gone) {
    const auto name = node.key.substr(node_keys.size());
    if (name == options_.node) return;
    if (gone) {
        if (nodes_.erase(name) != 0) node_is_away(name);
        return;
    }
    nodes_.insert(name);
    away_.erase(name);
    std::erase_if(to_take_, [&](const auto& one) { return one.second.node == name && !one.second.tried; });
}

void Member::node_is_away(const std::string& node) {
    if (!options_.seal || node == options_.node || node.empty()) return;
    away_.try_emplace(node, Away{now_ + options_.grace});
}

/// Whoever has slots and is not there. If we have just come ourselves, the others have the time to do so,
/// too: after the engine was away all of us come back at once.
void Member::note_nodes(const Listed& listed) {
    patient_until_ = now_ + std::max(options_.lease, options_.grace);
    nodes_.clear();
    for (const auto& one : listed.all)
        if (one.key.starts_with(node_keys)) node_is(one, false);
    for (const auto& [key, known] : others_)
        if (const auto slot = read_slot(key, known.value, {}); slot && !nodes_.contains(slot->node))
            node_is_away(slot->node);
}

std::optional<Instant> Member::next_takeover() const {
    std::optional<Instant> next = take_at_;
    const auto sooner = [&](Instant other) { next = next ? std::min(*next, other) : other; };
    if (!here()) return next;
    for (const auto& [node, away] : away_)
        if (!away.asked) sooner(std::max(away.due, patient_until_));
    if (taking_ || take_at_) return next;
    for (const auto& [key, one] : to_take_) sooner(one.at);
    return next;
}

void Member::expire_takeover() {
    if (!here()) return;
    std::vector<std::string> due;
    for (auto& [node, away] : away_)
        if (!away.asked && std::max(away.due, patient_until_) <= now_) due.push_back(node);
    for (const auto& node : due) look_after(node);
    if (take_at_ && *take_at_ > now_) return;
    take_at_.reset();
    take();
}

// -- what it has left

void Member::look_after(const std::string& node) {
    away_[node].asked = true;
    engine_.list(left_keys_of(node), [this, node](const Listed& left) {
        const auto away = away_.find(node);
        if (away == away_.end()) return;
        if (left.trouble != Trouble::none) {
            away->second = {now_ + between_takes};
            return;
        }
        found_left(node, left);
        take();
    });
}

void Member::found_left(const std::string& node, const Listed& left) {
    std::size_t found = 0, unreadable = 0;
    for (const auto& one : left.all) {
        const auto key = slot_key_of_left(node, one.key);
        if (!key || !is_of(*key, node)) continue;
        auto caller = estate_.opened(one.value);
        const auto slot = read_slot(*key, others_.at(*key).value, {});
        if (!caller || !slot || caller->park.park.id != slot->park) {
            ++unreadable;
            continue;
        }
        ++found;
        to_take_[*key] = {node, std::move(*caller), one.value, now_ + turn_of_ours(*key)};
    }
    if (found != 0)
        log::warn("cluster: node {} is away; {} taken over", node,
                  found == 1 ? "its parked caller is" : fmt::format("its {} parked callers are", found));
    if (unreadable != 0)
        log::error("cluster: what node {} has left of {} can't be read: has it the same secret?", node,
                   log::counted(unreadable, "parked caller"));
}

/// Rendezvous hashing: every node finds the same order, and no two slots need have the same.
Duration Member::turn_of_ours(const std::string& key) const {
    const auto ours = weight(options_.node, key);
    return time_of_a_turn *
           std::ranges::count_if(nodes_, [&](const auto& node) { return weight(node, key) > ours; });
}

// -- it becomes ours

bool Member::is_of(const std::string& key, const std::string& node) const {
    const auto known = others_.find(key);
    const auto slot =
        known == others_.end() ? std::nullopt : read_slot(key, known->second.value, options_.wall_at_zero);
    return slot && slot->node == node;
}

std::optional<Step> Member::step_to_take(const std::string& key, const ToTake& one) const {
    const auto& known = others_.at(key);
    const auto slot = read_slot(key, known.value, options_.wall_at_zero);
    if (!slot) return std::nullopt;
    return Step{Step::What::put,
                key,
                slot_text(*slot, options_.node, options_.wall_at_zero),
                known.changed,
                {{left_key(options_.node, key), one.text},
                 {left_key(one.node, key), {}},
                 {taken_key(one.node, slot->park), taken_text({one.node, options_.node, slot->park,
                                                               one.caller.leg.id, slot->lot, slot->slot})}}};
}

void Member::take() {
    if (taking_ || take_at_ || !here()) return;
    std::erase_if(to_take_, [&](const auto& one) { return !is_of(one.first, one.second.node); });
    std::vector<Step> steps;
    std::string node;
    std::size_t bytes = 0;
    for (auto& [key, one] : to_take_) {
        if (steps.size() == most_taken || bytes >= most_bytes) break;
        if (one.at > now_ || (!node.empty() && node != one.node)) continue;
        auto step = step_to_take(key, one);
        if (!step) continue;
        node = one.node;
        one.tried = true;
        bytes += bytes_of(*step);
        steps.push_back(std::move(*step));
    }
    if (steps.empty()) return;
    taking_ = true;
    engine_.write({our_key_, lease_, node_keys + node}, steps,
                  [this, node, steps](const Written& answer) { tried_to_take(node, steps, answer); });
}

void Member::tried_to_take(const std::string& node, const std::vector<Step>& steps, const Written& answer) {
    taking_ = false;
    take_at_ = now_ + between_takes;
    if (answer.fenced) {  // that node is back, or we are not here ourselves: none of these steps was done
        if (here()) look_around();
        std::erase_if(to_take_, [&](const auto& one) { return one.second.node == node; });
        return;
    }
    if (answer.trouble != Trouble::none || answer.steps.size() != steps.size()) {
        ++totals_.troubles;
        return;
    }
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& [key, done] = std::pair{steps[i].key, answer.steps[i]};
        if (done.done)
            is_taken(key, steps[i].value, answer.revision);
        else if (!done.found)
            forget_other(key);
        else if (is_ours(*done.found))
            is_taken(key, done.found->value, done.found->changed);
        else
            note_other(*done.found);
    }
}

void Member::is_taken(const std::string& key, const std::string& text, Revision changed) {
    auto found = to_take_.extract(key);
    if (found.empty()) return;
    auto& one = found.mapped();
    others_.erase(key);
    auto& own = own_[key];
    own.wish = Wish{one.caller.park.park.id, text, true, {}, one.text};
    own.changed = changed;
    own.there = text;
    own.unsure = false;
    own.left = own.left_there = true;
    ++totals_.taken;
    adopt_({std::move(one.caller), one.node});
}

/// Slots that are ours by the engine's word and of which we know nothing: we took them and have died since,
/// or what we had is lost.
void Member::recover(const std::set<std::string>& keys) {
    if (keys.empty()) return;
    engine_.list(left_keys_of(options_.node), [this, keys, number = lease_number_](const Listed& left) {
        if (number != lease_number_ || lease_ == 0) return;
        if (left.trouble != Trouble::none) return lose_lease("the keys can't be read");
        for (const auto& one : left.all) {
            const auto key = slot_key_of_left(options_.node, one.key);
            if (!key || !keys.contains(*key)) continue;
            const auto own = own_.find(*key);
            auto caller = estate_.opened(one.value);
            if (own == own_.end() || own->second.wish || !caller) continue;
            own->second.wish = Wish{caller->park.park.id, own->second.there, true, {}, one.value};
            own->second.left = own->second.left_there = true;
            ++totals_.taken;
            adopt_({std::move(*caller), options_.node});
        }
        for (const auto& key : keys)
            if (own_.contains(key)) queue(key);
        write();
    });
}

// -- it was ours

void Member::taken_from_us(const std::string& key, const std::string& by, LegId parkee) {
    const auto own = own_.find(key);
    if (own == own_.end() || !own->second.wish) return;
    const auto park = own->second.wish->park;
    own->second.wish.reset();
    own->second.changed = 0;
    own->second.there.clear();
    own->second.left = own->second.left_there = false;
    waiting_.erase(key);
    ++totals_.taken_away;
    queue(key);  // forgotten with the next look
    tell_(calls::CallerTakenAway{park, parkee, by});
}

/// What was taken from us while we were away is told, and so are those who have left that node since. Whoever
/// has read it takes the word away.
void Member::note_taken(const KeyValue& known) {
    const auto taken = read_taken(known.key, known.value);
    if (!taken || taken->from != options_.node) return;
    const auto key = slot_key(taken->lot, taken->slot);
    const auto own = own_.find(key);
    if (own != own_.end() && own->second.wish && own->second.wish->park == taken->park)
        taken_from_us(key, taken->by, taken->parkee);
    else
        tell_(calls::CallerTakenAway{taken->park, taken->parkee, taken->by});
    own_[known.key].changed = known.changed;
    own_[known.key].there = known.value;
    queue(known.key);
}

// -- what we leave

void Member::note(sip::KeptCall dialog) {
    if (const auto park = estate_.note(std::move(dialog))) leave_again(*park);
}

void Member::leave_again(ParkId park) {
    const auto* kept = estate_.find(park);
    const auto own = kept ? own_.find(slot_key(kept->park.lot, kept->park.slot)) : own_.end();
    if (own == own_.end() || !own->second.wish || own->second.wish->park != park) return;
    own->second.wish->left = estate_.left_of(park);
    own->second.left = false;
    queue(own->first);
    write();
}

}  // namespace layby::cluster
