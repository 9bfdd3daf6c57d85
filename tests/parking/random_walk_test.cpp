// Months of parking in seconds: two lots of different rules are told everything that can happen, in any
// order, possible or not, and a model that counts follows each effect.
#include <array>
#include <iostream>
#include <random>

#include "counting_model.hpp"
#include "sanitized.hpp"

namespace layby::parking::test {
namespace {

LotRules busy_lot() {
    LotRules rules;
    rules.last = {708};
    rules.ladder = {parker_step(20s), user_step("205", 15s), {Step::Who::number, "0", 25s}};
    rules.fallback = "200";
    rules.max_wait = 10min;
    rules.choices.operator_number = "0";
    rules.choices.operator_ring = 17s;
    rules.choices.call_back = true;
    return rules;
}

LotRules odd_lot() {
    LotRules rules;
    rules.name = "odd";
    rules.first = {801};
    rules.last = {807};
    rules.choice = SlotChoice::random;
    rules.when_taken = WhenTaken::next_free;
    rules.quarantine = 45s;
    rules.recall = 0s;
    rules.reminder = 100s;
    rules.max_wait = 5min;
    rules.ladder = {user_step("206", 12s), parker_step(9s)};
    return rules;
}

class Walker {
  public:
    Walker(LotRules rules, std::uint64_t seed, std::uint64_t first_park)
        : lot_(rules, seed), model_(rules), random_(seed), next_park_(first_park) {}

    void step() {
        pass_time();
        const Event event = anything();
        follow(&event, lot_.handle(event, now_));
        ++events_;
        if (events_ % 2'000 == 0) model_.compare(lot_, now_);
        if (events_ % 50'000 == 0) reload();
        if (events_ % 7'000 == 0) lot_ = restarted(lot_, lot_.rules(), events_);
    }

    /// Everybody hangs up: nothing may be left.
    void close() {
        while (!model_.calls().empty()) {
            const Event left = CallerLeft{model_.calls().begin()->first};
            model_.follow(&left, lot_.handle(left, now_), now_);
        }
        EXPECT_EQ(lot_.occupied(), 0u);
        EXPECT_EQ(lot_.next_deadline(), std::nullopt);
        EXPECT_TRUE(lot_.consistent());
    }

    const Counts& counts() const { return model_.counts(); }
    std::uint64_t expiries() const { return expiries_; }
    Instant now() const { return now_; }

  private:
    std::uint64_t any(std::uint64_t below) { return random_() % below; }
    bool chance(std::uint64_t percent) { return any(100) < percent; }

    /// Mostly seconds, at times nothing, at times minutes; deadlines run when they are due.
    void pass_time() {
        if (chance(50)) return;
        const Instant then = now_ + Duration(chance(3) ? any(900'000'000) : any(20'000'000));
        while (lot_.next_deadline() && *lot_.next_deadline() <= then) {
            EXPECT_GT(*lot_.next_deadline(), now_) << "a deadline that was due was left undone";
            now_ = *lot_.next_deadline();
            follow(nullptr, lot_.expire(now_));
            ++expiries_;
        }
        now_ = then;
    }

    /// Mostly one that has a slot, often one that had one lately, at times one that never was.
    ParkId some_park() {
        if (chance(2)) return {any(next_park_ + 10)};
        if (live_.empty() || chance(20)) return recent_[any(recent_.size())];
        return live_[any(live_.size())];
    }
    void follow(const Event* event, const Effects& effects) {
        model_.follow(event, effects, now_);
        for (const Effect& effect : effects) {
            if (const auto* granted = std::get_if<GrantSlot>(&effect)) live_.push_back(granted->park);
            if (const auto* ended = std::get_if<Ended>(&effect)) std::erase(live_, ended->park);
        }
    }
    SlotNumber some_slot() {
        const LotRules& rules = lot_.rules();
        return {rules.first.value - 2 +
                static_cast<std::uint32_t>(any(rules.last.value - rules.first.value + 5))};
    }
    const CountingModel::Call* known(ParkId park) const {
        const auto found = model_.calls().find(park);
        return found == model_.calls().end() ? nullptr : &found->second;
    }
    /// Mostly the leg that takes the call.
    LegId some_taker(ParkId park) {
        const auto* call = known(park);
        return call && call->taker && chance(90) ? call->taker : LegId{any(next_leg_)};
    }
    std::uint32_t some_attempt(ParkId park) {
        const auto* call = known(park);
        const std::uint32_t current = call ? call->attempts : 0;
        return chance(85) ? current : current + static_cast<std::uint32_t>(any(3)) - 1;
    }
    Retriever somebody() {
        const std::string user = std::to_string(201 + any(9));
        return {{next_leg_++}, user, {"Desk " + user, user}};
    }
    std::optional<SlotNumber> perhaps_a_slot(std::uint64_t percent) {
        return chance(percent) ? std::optional(some_slot()) : std::nullopt;
    }

    Event ask() {
        const ParkId park{next_park_++};
        recent_[park.value % recent_.size()] = park;
        const std::string user = chance(85) ? std::to_string(201 + any(9)) : "";
        return SlotAsked{
            park, {user, {chance(50) ? next_leg_++ : 0}, {"", user}}, perhaps_a_slot(25), perhaps_a_slot(10)};
    }
    Event retrieve() {
        const SlotNumber slot = some_slot();
        const auto expected = chance(20) ? std::optional(some_park()) : std::nullopt;
        return RetrieveAsked{somebody(), slot, expected};
    }

    Event replace(ParkId park) {
        std::optional<Parker> parker;
        if (chance(50)) parker = Parker{"", {}, {"Dora", "301"}, "proxy"};
        return CallerReplaced{park, {next_leg_++}, ann, parker, chance(30)};
    }

    Event anything() {
        const ParkId park = some_park();
        switch (any(23)) {
            case 0:
            case 1:
                return ask();
            case 2:
            case 3:
                return CallerMoved{park, leg_of(park), ann, chance(60)};
            case 4:
            case 5:
                return ConsultationEnded{park};
            case 6:
                return RetrieverConfirmed{park, some_taker(park)};
            case 7:
                return chance(30) ? Event(ParkGivenUp{park}) : ask();
            case 8:
                return AnnouncementHeard{park};
            case 9:
                return chance(70) ? Event(ParkerLeft{park}) : replace(park);
            case 10:
                return MessageSettled{park, chance(60)};
            case 11:
            case 12:
                return retrieve();
            case 13:
                return RetrieverConfirmed{park, some_taker(park)};
            case 14:
                return RetrieverFailed{park, some_taker(park)};
            case 15:
            case 16:
                return RingAnswered{park, some_attempt(park), somebody()};
            case 17:
                return RingFailed{park, some_attempt(park)};
            case 18:
                return chance(40) ? Event(CallerLeft{park}) : ask();
            case 19:
                return OperatorAsked{park};
            case 20:
                return chance(15) ? Event(CallBackAsked{park}) : ask();
            case 21:
                return chance(15) ? Event(MessageLeft{park}) : ask();
            default:
                return chance(10) ? Event(ReleaseOrdered{some_slot()}) : retrieve();
        }
    }

    /// The lot's range moves and comes back; parked calls stay.
    void reload() {
        LotRules rules = lot_.rules();
        const bool moved = rules.first.value % 100 != 1;
        rules.first.value = moved ? rules.first.value - 5 : rules.first.value + 5;
        rules.last.value = moved ? rules.last.value - 5 : rules.last.value + 5;
        lot_.change_rules(rules);
        model_.change_rules(rules);
        model_.compare(lot_, now_);
    }

    Lot lot_;
    CountingModel model_;
    std::mt19937_64 random_;
    Instant now_{};
    std::uint64_t next_park_, next_leg_{1}, events_{}, expiries_{};
    std::array<ParkId, 20> recent_{};  ///< asked lately: most of them live, some are over or never got a slot
    std::vector<ParkId> live_;
};

void expect_everything_happened(const Walker& walker) {
    const Counts& counts = walker.counts();
    for (const Outcome outcome :
         {Outcome::retrieved, Outcome::recalled, Outcome::abandoned, Outcome::forced, Outcome::given_up})
        EXPECT_GT(counts.ended.count(outcome), 0u) << static_cast<int>(outcome);
    std::uint64_t ended = 0;
    for (const auto& [outcome, count] : counts.ended) ended += count;
    EXPECT_EQ(ended, counts.grants) << "each grant ends exactly once";
    EXPECT_GT(counts.connects, 1000u);
    EXPECT_GT(counts.failures, 100u);
    EXPECT_GT(counts.rings, 1000u);
    EXPECT_GT(counts.reminders, 100u);
    EXPECT_GT(counts.dismissals, 100u);
    EXPECT_GT(counts.renewals, 10u);
    EXPECT_GT(counts.refusals, 100u);
    EXPECT_GT(walker.now() - Instant{}, 24h * 60) << "two months";
}

TEST(RandomWalk, InAMillionEventsOverMonthsNobodyIsLostOrTakenTwice) {
    Walker main(busy_lot(), sanitized ? 13 : 11, 1), odd(odd_lot(), sanitized ? 14 : 12, 1'000'000'000);
    for (int i = 0; i < (sanitized ? 150'000 : 500'000) && !testing::Test::HasFailure(); ++i) {
        main.step();
        odd.step();
    }
    ASSERT_FALSE(testing::Test::HasFailure());
    main.close();
    odd.close();
    if (sanitized) return;
    expect_everything_happened(main);
    expect_everything_happened(odd);
    EXPECT_GT(main.counts().ended.count(Outcome::fell_back), 0u);
    EXPECT_EQ(odd.counts().ended.count(Outcome::fell_back), 0u) << "it has no fallback";
    for (const Walker* walker : {&main, &odd}) {
        const Counts& c = walker->counts();
        const auto days =
            std::chrono::duration_cast<std::chrono::hours>(walker->now() - Instant{}).count() / 24;
        std::cout << "  " << days << " days, " << c.grants << " grants, " << c.connects << " connects, "
                  << c.rings << " rings, " << walker->expiries() << " deadlines\n";
    }
}

}  // namespace
}  // namespace layby::parking::test
