#include "counting_model.hpp"

#include <algorithm>

namespace layby::parking::test {

void CountingModel::follow(const Event* event, const Effects& effects, Instant now) {
    now_ = now;
    asked_.reset();
    moved_.reset();
    leaving_ = {};
    given_up_ = event && std::holds_alternative<ParkGivenUp>(*event);
    if (event) std::visit([this](const auto& what) { note(what); }, *event);
    for (const Effect& effect : effects) std::visit([this](const auto& order) { obey(order); }, effect);
}

CountingModel::Call& CountingModel::call(ParkId park) {
    const auto known = calls_.find(park);
    EXPECT_NE(known, calls_.end()) << "an order for a park that is over: " << park.value;
    static Call nobody;
    return known == calls_.end() ? (nobody = {}) : known->second;
}

// -- what was told

void CountingModel::note(const CallerMoved& moved) {
    moved_ = moved;
    const auto known = calls_.find(moved.park);
    if (known == calls_.end() || known->second.parkee) return;
    known->second.parkee = moved.parkee;
    known->second.sign_of_life = now_;
}

void CountingModel::note(const CallerReplaced& replaced) {
    const auto known = calls_.find(replaced.park);
    if (known == calls_.end() || !known->second.parkee) return;
    known->second.parkee = replaced.parkee;
    if (replaced.parker) known->second.parker = replaced.parker->user;
}

void CountingModel::note(const RingAnswered& answered) {
    const auto known = calls_.find(answered.park);
    if (known != calls_.end() && known->second.rings == answered.attempt) known->second.rings = 0;
}

void CountingModel::note(const RingFailed& failed) {
    const auto known = calls_.find(failed.park);
    if (known != calls_.end() && known->second.rings == failed.attempt) known->second.rings = 0;
}

void CountingModel::note(const RetrieverFailed& failed) {
    const auto known = calls_.find(failed.park);
    if (known == calls_.end() || !known->second.taker || known->second.taker != failed.retriever) return;
    known->second.taker = {};
    known->second.sign_of_life = now_;
    ++counts_.failures;
}

void CountingModel::note(const ReleaseOrdered& ordered) {
    const auto known = slots_.find(ordered.slot);
    if (known != slots_.end()) leaving_ = known->second;
}

// -- what was ordered

void CountingModel::obey(const GrantSlot& granted) {
    EXPECT_FALSE(slots_.contains(granted.slot)) << "two callers in slot " << granted.slot.value;
    EXPECT_FALSE(calls_.contains(granted.park)) << "a caller in two slots";
    EXPECT_TRUE(in_range(granted.slot));
    const bool asked = asked_ && asked_->park == granted.park;
    EXPECT_TRUE(asked || (moved_ && moved_->park == granted.park)) << "nobody asked";
    const bool chosen = asked && (asked_->wanted == granted.slot || asked_->previous == granted.slot);
    if (asked && !chosen) {
        EXPECT_TRUE(!rests(granted.slot) || every_free_slot_rests());
    }
    Call call{granted.slot, asked ? asked_->parker.user : "", {}, {}, 0, 0, now_};
    if (!asked && moved_) call.parkee = moved_->parkee;
    counts_.renewals += asked ? 0 : 1;
    ++counts_.grants;
    slots_[granted.slot] = granted.park;
    calls_[granted.park] = std::move(call);
}

void CountingModel::obey(const RefusePark& refused) {
    ++counts_.refusals;
    EXPECT_FALSE(calls_.contains(refused.park));
    if (refused.why != Refusal::lot_full) return;
    EXPECT_EQ(taken_in_range(), rules_.last.value - rules_.first.value + 1u) << "the lot has room";
}

void CountingModel::obey(const PlayMusic& music) { EXPECT_EQ(call(music.park).parkee, music.parkee); }
void CountingModel::obey(const Announce& announce) { EXPECT_EQ(call(announce.park).slot, announce.slot); }
void CountingModel::obey(const SendMessage& message) {
    EXPECT_EQ(call(message.park).slot, message.slot);
    EXPECT_FALSE(message.user.empty());
}

void CountingModel::obey(const SendNotice& notice) {
    EXPECT_EQ(call(notice.park).slot, notice.slot);
    EXPECT_NE(notice.user, call(notice.park).parker);
}
void CountingModel::obey(const Remind& remind) {
    ++counts_.reminders;
    const Call& reminded = call(remind.park);
    EXPECT_EQ(reminded.slot, remind.slot);
    EXPECT_FALSE(remind.user.empty());
    EXPECT_FALSE(reminded.taker) << "a reminder of a call that is being taken";
}

void CountingModel::obey(const Ring& ring) {
    ++counts_.rings;
    Call& rung = call(ring.park);
    EXPECT_TRUE(rung.parkee);
    EXPECT_FALSE(rung.taker) << "a recall of a call that is being taken";
    EXPECT_EQ(rung.rings, 0u) << "two steps ring at once";
    EXPECT_GT(ring.attempt, rung.attempts);
    EXPECT_FALSE(ring.step.target.empty());
    rung.rings = rung.attempts = ring.attempt;
    rung.sign_of_life = now_;
}

void CountingModel::obey(const StopRinging& stop) {
    Call& rung = call(stop.park);
    EXPECT_EQ(rung.rings, stop.attempt);
    rung.rings = 0;
}

void CountingModel::obey(const Connect& connect) {
    ++counts_.connects;
    Call& taken = call(connect.park);
    EXPECT_FALSE(taken.taker) << "a caller connected twice";
    EXPECT_EQ(taken.rings, 0u) << "connected while a phone still rings";
    EXPECT_EQ(taken.parkee, connect.parkee);
    EXPECT_EQ(taken.slot, connect.slot);
    taken.taker = connect.retriever.leg;
}

void CountingModel::obey(const RefuseRetrieve& refused) {
    ++counts_.refusals;
    const auto known = slots_.find(refused.slot);
    if (refused.why == Refusal::slot_empty) {
        EXPECT_TRUE(known == slots_.end() || !calls_.at(known->second).parkee);
    } else if (refused.why == Refusal::being_taken) {
        EXPECT_TRUE(known != slots_.end() && calls_.at(known->second).taker);
    }
}

void CountingModel::obey(const Dismiss& dismissed) {
    ++counts_.dismissals;
    for (const auto& [park, known] : calls_)
        EXPECT_TRUE(park == leaving_ || known.taker != dismissed.leg) << "the winner was dismissed";
}

void CountingModel::obey(const ReplyToCaller& reply) {
    const Call& asked = call(reply.park);
    EXPECT_EQ(asked.parkee, reply.parkee);
    EXPECT_FALSE(asked.taker) << "a key of a caller who is being taken";
}

void CountingModel::obey(const HangUpCaller& hang_up) {
    EXPECT_EQ(hang_up.park, leaving_) << "a caller was dropped by us";
}

void CountingModel::obey(const Ended& ended) {
    ++counts_.ended[ended.outcome];
    const Call last = call(ended.park);
    EXPECT_EQ(last.slot, ended.slot);
    const bool taken = ended.outcome == Outcome::retrieved || ended.outcome == Outcome::recalled ||
                       ended.outcome == Outcome::fell_back || ended.outcome == Outcome::to_operator;
    EXPECT_TRUE(taken ? bool(last.taker) : last.taker == LegId{} || ended.park == leaving_);
    EXPECT_EQ(ended.outcome == Outcome::given_up, !last.parkee && ended.park != leaving_);
    EXPECT_TRUE(last.rings == 0) << "phones ring for a caller who is gone";
    if (!given_up_) released_[ended.slot] = now_;
    slots_.erase(ended.slot);
    calls_.erase(ended.park);
}

// -- what must be true

bool CountingModel::rests(SlotNumber slot) const {
    const auto known = released_.find(slot);
    return known != released_.end() && known->second + rules_.quarantine > now_;
}

bool CountingModel::every_free_slot_rests() const {
    for (SlotNumber slot = rules_.first; slot <= rules_.last; ++slot.value)
        if (!slots_.contains(slot) && !rests(slot)) return false;
    return true;
}

std::size_t CountingModel::taken_in_range() const {
    return static_cast<std::size_t>(std::count_if(
        slots_.begin(), slots_.end(), [this](const auto& entry) { return in_range(entry.first); }));
}

Duration CountingModel::longest_silence() const {
    Duration ladder = std::max<Duration>(rules_.recall, 60s);
    for (const Step& step : rules_.ladder) ladder += step.ring_for;
    return rules_.max_wait + ladder + (rules_.fallback.empty() ? Duration{} : rules_.fallback_ring);
}

void CountingModel::compare(const Lot& lot, Instant now) const {
    EXPECT_TRUE(lot.consistent());
    const auto parked = lot.parked();
    ASSERT_EQ(parked.size(), calls_.size());
    for (const ParkedCallView& view : parked) {
        const auto known = calls_.find(view.park);
        ASSERT_NE(known, calls_.end());
        const Call& call = known->second;
        EXPECT_EQ(call.slot, view.slot);
        EXPECT_EQ(bool(call.parkee), view.phase != Phase::reserved);
        EXPECT_EQ(bool(call.taker), view.phase == Phase::retrieving);
        EXPECT_EQ(call.rings != 0, view.phase == Phase::ringing);
        if (view.phase != Phase::waiting && view.phase != Phase::ringing) continue;
        ASSERT_TRUE(view.next.has_value()) << "a caller was forgotten";
        EXPECT_GT(*view.next, now);
        EXPECT_LE(now - call.sign_of_life, longest_silence()) << "nobody was rung for a caller";
    }
}

void CountingModel::change_rules(const LotRules& rules) {
    rules_ = rules;
    std::erase_if(released_, [this](const auto& entry) { return !in_range(entry.first); });
}

}  // namespace layby::parking::test
