// A very busy and very careless office: people and phones do anything at any time, sensible or not, ports and
// orders fail now and then, phones come and go. After every fact nobody is overheard, mixed up or forgotten,
// and in the end nothing is left.
#include <algorithm>
#include <random>

#include "sanitized.hpp"
#include "world/allow_bugs.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

constexpr std::size_t most_open_legs = 24;

class Walker {
  public:
    explicit Walker(std::uint64_t seed, bool bugs = false)
        : random_{seed}, consults_{seed % 2 == 0}, bugs_{bugs} {}

    void walk(std::uint64_t facts) {
        for (std::uint64_t step = 0; step < facts && !::testing::Test::HasFailure(); ++step) {
            take_step();
            check(step);
        }
        world.audio.refuse_order = world.signalling.refuse_order = world.audio.bug_at_open = 0;
        world.everybody_hangs_up();
        world.everybody_hangs_up();
        world.pass(1min);
        EXPECT_TRUE(world.at_rest());
    }

    OfficeWorld world;

  private:
    std::size_t below(std::size_t bound) { return random_() % bound; }
    bool chance(std::size_t percent) { return below(100) < percent; }
    template <class Range>
    auto any(const Range& range) {
        return range[below(range.size())];
    }

    std::string user() { return any(users_); }
    std::string number() { return any(numbers_); }
    MediaDescription audio() {
        static const std::vector<std::vector<Codec>> offers{
            {Codec::pcma}, {Codec::pcmu}, {Codec::g722, Codec::pcma}, {Codec::opus, Codec::pcmu}, {}};
        MediaDescription description = speaks(offers[chance(5) ? 4 : below(4)], chance(70));
        if (chance(10)) description.direction = static_cast<Direction>(below(4));
        return description;
    }
    LegId some_leg() {
        const auto open = world.signalling.open_legs();
        if (open.empty() || chance(2)) return LegId{1 + below(last_known_)};
        return any(open);
    }

    void take_step() {
        if (bugs_ && chance(2)) world.audio.bug_at_open = 1 + below(3);
        const auto open = world.signalling.open_legs();
        if (open.empty() || (open.size() < most_open_legs && chance(12))) return arrive();
        if (chance(4)) return disturb();
        if (chance(10)) return world.pass(std::chrono::milliseconds(below(chance(10) ? 150000 : 8000)));
        const LegId leg = any(open);
        if (world.is_up(leg)) return talk(leg);
        world.seen(leg).inbound ? wait(leg) : ring(leg);
    }

    void arrive() {
        LegId leg;
        if (chance(8))
            leg = world.dial_replacing(user(), some_leg());
        else if (chance(8))
            leg = transferred();
        else if (chance(10))
            leg = world.dial_delayed(user(), number());
        else if (chance(40))
            leg = world.arrive(any(trunks_), number(), audio());
        else
            leg = world.dial(user(), number(), audio());
        last_known_ = std::max(last_known_, leg.value);
    }

    /// A trunk's caller who was transferred here, perhaps in the place of another.
    LegId transferred() {
        calls::CallArrived call;
        call.offer = audio();
        call.leg = world.signalling.arrive(call.offer);
        call.from = {calls::Origin::Kind::trunk, any(trunks_), {}};
        call.caller = {"Carl", "302", false};
        call.number = number();
        call.near_ip = "127.0.0.2";
        if (chance(60)) call.replaces = some_leg();
        if (chance(50)) call.referred_by = Party{"Dora", "301", false};
        world.tell(call);
        return call.leg;
    }

    void wait(LegId leg) {
        if (chance(15)) return world.cancels(leg);
        if (chance(20)) return world.hears_prompt(leg);
        if (chance(5)) world.keys_by_info(leg, any(keyed_));
    }

    void ring(LegId leg) {
        last_known_ = std::max(last_known_, leg.value);
        switch (below(6)) {
            case 0:
                return world.rings(leg);
            case 1:
                return world.tell(calls::CallProgressed{leg, 183, audio()});
            case 2:
                return world.fails(leg, any(statuses_), chance(40) ? number() : "");
            default:
                return world.picks_up(leg, audio());
        }
    }

    void talk(LegId leg) {
        switch (below(16)) {
            case 0:
                return world.hangs_up(leg, static_cast<calls::HangupCause>(below(4)));
            case 1:
                return world.holds(leg, chance(50) ? Direction::sendonly : Direction::inactive);
            case 2:
                return world.resumes(leg, audio());
            case 3:
            case 4:
                return world.transfers(leg, number());
            case 5:
            case 6:
                return world.transfers_to_leg(leg, some_leg());
            case 7:
            case 8:
                return world.hears_prompt(leg);
            case 9:
            case 10:
                return world.confirms(leg, chance(80) ? std::optional{audio()} : std::nullopt);
            case 11:
                return world.tell(calls::OfferAsked{leg});
            case 12:
                return world.tell(
                    calls::OfferAnswered{leg, chance(70) ? std::optional{audio()} : std::nullopt});
            case 13:
                if (chance(50)) return world.tell(calls::PartyLearned{leg, {"", number(), chance(10)}});
                return world.tell(calls::AudioLost{leg});
            case 14:
                return world.keys_by_info(leg, any(keyed_));
            default:
                return world.keys(leg, any(keyed_));
        }
    }

    /// What people and phones don't do but machines and networks might.
    void disturb() {
        const LegId leg{1 + below(last_known_)};
        const std::string name = user();
        switch (below(14)) {
            case 0:
                world.audio.refuse_order = world.audio.orders + 1 + below(3);
                return;
            case 1:
                world.signalling.refuse_order = world.signalling.orders + 1 + below(8);
                return;
            case 2:
                world.has_devices(name, {});
                return;
            case 3:
                world.has_devices(name, {{DeviceId{100 + below(5)}, "127.0.0.1"}});
                return;
            case 4:
                return command(name);
            case 5:
                return world.message_settles(chance(50));
            case 6:
                if (world.signalling.is_open(leg) || !world.signalling.legs.contains(leg)) return;
                return world.tell(calls::CallAnswered{leg, audio(), {}});
            case 7:
                if (world.signalling.is_open(leg)) return;
                return world.tell(calls::HungUp{leg, {}});
            case 8:
                return world.tell(calls::PromptEnded{leg, PromptId{below(1000)}});
            case 9:
                return world.restart(any_office());
            case 10:
                return world.dies_after(
                    [this] { world.signalling.open_legs().empty() ? arrive() : take_step(); });
            case 11:
                return chance(50) ? world.trunk_is_down("provider") : world.trunk_is_up("provider");
            case 12:
                return world.tell(calls::ParkAsked{
                    .referral = {++last_referral_},
                    .from = {calls::Origin::Kind::user, name, {}},
                    .number = number(),
                    .orbit = {},
                    .replaced = {},
                    .foreign = calls::ForeignParty{{calls::Origin::Kind::user, user(), {}}, "127.0.0.1"}});
            default:
                return world.reload(any_office());
        }
    }

    /// With a PIN or without, with and without parking after a long hold.
    calls::Office any_office() {
        calls::Office office = small_office();
        auto& rules = office.lots[0].rules;
        if (chance(30)) office.lots[0].pin = "4711";
        if (chance(15)) rules.last = {702};
        if (chance(10)) rules.first = {703}, rules.last = {707};
        if (chance(10)) rules.name = "front";
        if (chance(30)) office.park_after_hold = 5s;
        office.trunks[2].consults = consults_;
        office.trunks[2].names_parker = chance(60);
        office.trunks[2].tell_parker = static_cast<calls::TellParker>(below(4));
        if (chance(10)) office.codes = {};
        office.spoken_refusals = chance(70);
        if (chance(70)) add_group(office);
        if (chance(60)) add_choices(office);
        office.tasks_kept = 30min;  // each check compares all that there are
        return office;
    }

    /// A caller in a slot is told what it may choose, and its keys count.
    void add_choices(calls::Office& office) {
        auto& choices = office.lots[0].rules.choices;
        if (chance(80)) choices.operator_number = any(std::vector<std::string>{"202", "206", "600"});
        choices.operator_ring = 7s;
        choices.call_back = chance(70);
        choices.message = chance(70);
        for (auto& user : office.users)
            user.box = {.there = chance(80), .longest = 20s, .most = 3, .kept = 1h};
        world.said = std::chrono::milliseconds(below(3000));
        world.audio.disk = static_cast<FakeAudio::Disk>(chance(70) ? 0 : below(3));
        choices.after = 3s;
        choices.every = 10s;
    }

    void add_group(calls::Office& office) {
        calls::Group group;
        group.number = "600";
        group.users = {"201", "203", "206", "299"};
        group.rings = static_cast<calls::Group::Rings>(below(3));
        group.then = any(std::vector<std::string>{"", "202", "0301234", "600"});
        office.groups = {group};
        office.users[1].ends = {"205", chance(50) ? "600" : "206", {}};
        office.users[5].ends.unregistered = "600";
        office.users[0].outside = {.barred = {"0301."}, .max_calls = 2, .max_per_hour = 60};
        if (chance(50)) office.lots[0].rules.ladder = {{parking::Step::Who::number, "600", 30s}};
    }

    /// Somebody minds call-back tasks, and somebody erases a number.
    void mind_tasks(const std::string& name) {
        const auto& tasks = world.keeper.tasks;
        if (tasks.empty() || chance(10)) return void(world.erase_tasks(number()));
        const auto& task = std::next(tasks.begin(), static_cast<std::ptrdiff_t>(below(tasks.size())))->second;
        calls::TaskOrder order{task.id, static_cast<calls::TaskOrder::What>(below(5)), name, true};
        if (chance(30)) order.version = task.version - below(2);
        order.over_others = chance(30);
        if (chance(30)) order.note = name;
        if (chance(20)) order.due_in = 1min;
        if (chance(60)) return void(world.change_task(order));
        world.call_back(order, {name, task.caller.number, "", name, chance(50), {}});
    }

    void command(const std::string& name) {
        if (chance(15)) return mind_tasks(name);
        const SlotNumber slot{static_cast<std::uint32_t>(701 + below(6))};
        if (chance(20))
            world.set_pin("main", slot, chance(50) ? "4711" : "");
        else if (chance(20))
            world.edit("main", slot, {"note", chance(50) ? name : "", 30s});
        else if (chance(10))
            chance(50) ? world.park(some_leg()) : world.transfer(some_leg(), {number()});
        else if (chance(10))
            world.hang_up(some_leg());
        else if (chance(30))
            world.call({name, number(), chance(50) ? name : "", "token walk", chance(50)});
        else if (chance(80))
            chance(70) ? world.retrieve("main", slot, name) : world.transfer("main", slot, {number()});
        else
            world.release("main", slot);
        world.tell(calls::AudioLost{});  // hands over what the order has led to
    }

    void check(std::uint64_t step) {
        ASSERT_TRUE(world.signalling.mistakes.empty()) << world.signalling.mistakes.front();
        ASSERT_TRUE(world.audio.mistakes.empty()) << world.audio.mistakes.front();
        if (step % 8 != 0) return;
        ASSERT_TRUE(world.in_order()) << "after " << step << " facts";
        const auto open = world.signalling.open_legs();
        ASSERT_EQ(world.board->counters().legs, open.size()) << "after " << step << " facts";
        check_hearing(step);
        forget_the_past();
    }

    /// It leaves a message, or what it has said is being written.
    bool speaks_into_a_box(LegId leg) const {
        return std::ranges::any_of(world.audio.recordings,
                                   [&](const auto& one) { return one.second.leg == leg; });
    }

    /// Who is parked hears music, unless it is speaking; who talks hears somebody, unless somebody is on
    /// hold, is being told something, or has not agreed yet.
    void check_hearing(std::uint64_t step) {
        for (const auto& call : world.board->calls()) {
            const auto* port = world.audio.port(call.leg);
            if (!port) continue;
            // A trunk's party that may only consult is told the slot first; others what they may choose.
            const bool is_told = port->heard.what == Heard::What::prompt;
            const bool speaks = port->heard.what == Heard::What::nothing && speaks_into_a_box(call.leg);
            if (call.state == "parked" && !is_told && !speaks) {
                ASSERT_EQ(port->heard.what, Heard::What::music) << "after " << step << " facts";
            }
            if (call.state != "talking" || port->heard.what != Heard::What::nothing) continue;
            const auto* other = world.audio.port(call.other);
            const bool is_told_something = other->heard.what == Heard::What::prompt;
            ASSERT_TRUE(!port->audio || !other->audio || is_told_something)
                << "forgotten after " << step << " facts";
        }
    }

    /// Legs that are long over would only slow the walk down.
    void forget_the_past() {
        if (world.signalling.legs.size() < 200) return;
        std::erase_if(world.signalling.legs,
                      [](const auto& leg) { return leg.second.state == Seen::State::over; });
        world.signalling.messages.clear();
    }

    std::mt19937_64 random_;
    bool consults_{};  ///< the trunk's plain calls
    bool bugs_{};      ///< now and then a CHECK fails, and the turn is undone
    std::uint64_t last_known_{1}, last_referral_{};
    const std::vector<std::string> users_{"201", "202", "203", "204", "205"};
    const std::vector<std::string> trunks_{"provider", "backup", "pbx"};
    const std::vector<std::string> numbers_{
        "201",     "202",     "203",          "204",      "205",         "206",   "700",    "700",
        "700",     "701",     "702",          "703",      "704",         "705",   "799",    "999",
        "",        "0123456", "4930201",      "*7703",    "*68",         "*68",   "*68702", "*68204",
        "*88",     "*88703",  "*86",          "*68*4711", "*68703*4711", "**201", "**202",  "**701",
        "**",      "600",     "600",          "**600",    "*76",         "*76",   "*76203", "*79",
        "*21*202", "*21*600", "*61*0123**9#", "*67*205",  "*62*204",     "#21",   "*73",    "*73"};
    const std::vector<std::string> keyed_{"0", "0",   "1",  "1", "#",     "2",
                                          "5", "*72", "*7", "*", "4711#", "*72*7"};
    const std::vector<int> statuses_{302, 404, 408, 480, 486, 487, 488, 500, 503, 603};
};

class RandomWalk : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(RandomWalk, NobodyIsOverheardMixedUpOrForgotten) {
    Walker walker{GetParam()};
    walker.walk(sanitized ? 100'000 : 250'000);
}

TEST_P(RandomWalk, ABugCostsOneEvent) {
    const AllowBugs allow;
    Walker walker{GetParam(), true};
    walker.walk(sanitized ? 20'000 : 60'000);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomWalk,
                         ::testing::ValuesIn(sanitized ? std::vector<std::uint64_t>{7, 8}
                                                       : std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6}));

}  // namespace
}  // namespace layby::world
