// Every order of a whole story fails once: the N-th RTP port, the N-th order to SIP, for every N. Whatever
// fails, the caller has a partner, music or an honest end, and nothing is left in the end.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

struct Failing {
    std::uint64_t port{}, order{};
};

/// Call, blind park, retrieve, park again, recall answered, hang up; each step as far as it is still
/// possible.
class Story {
  public:
    explicit Story(const Failing& failing) {
        world.audio.refuse_order = failing.port;
        world.signalling.refuse_order = failing.order;
    }

    void run() {
        caller = world.arrive("provider", "4930201");
        check();
        answer_at("201");
        park("700");
        take_from("202");
        park("700");
        world.pass(121s);
        check();
        answer_at("202");
        attended();
        world.pass(121s);
        check();
        answer_at("203");
        world.everybody_hangs_up();
        world.pass(1min);
    }

    OfficeWorld world;

  private:
    void check() {
        EXPECT_TRUE(world.in_order());
        if (world.signalling.legs.contains(caller)) {
            EXPECT_TRUE(world.nobody_forgotten(caller));
        }
    }

    void answer_at(const std::string& user) {
        for (const LegId leg : world.signalling.ringing(user)) world.rings(leg);
        check();
        for (const LegId leg : world.signalling.ringing(user)) world.picks_up(leg);
        if (world.is_up(caller)) world.confirms(caller);
        check();
    }

    LegId partner() {
        for (const auto& call : world.board->calls())
            if (call.leg == caller) return call.other;
        return {};
    }

    void park(const std::string& number) {
        const LegId parker = partner();
        if (!parker) return;
        world.transfers(parker, number);
        check();
        world.hears_prompt(parker);
        check();
        world.hangs_up(parker);
        check();
    }

    void take_from(const std::string& user) {
        const auto parked = world.board->lots().at(0).parked;
        const LegId retriever = world.dial(user, parked.empty() ? "701" : parked[0].slot.text());
        check();
        if (world.is_up(retriever)) world.confirms(retriever);
        check();
    }

    void attended() {
        const LegId main = partner();
        if (!main) return;
        world.holds(main);
        check();
        const LegId consulting = world.dial("202", "700");
        check();
        world.hears_prompt(consulting);
        world.transfers_to_leg(main, consulting);
        check();
        world.pass(5s);
        check();
    }

    LegId caller;
};

/// How many orders the story gives if none fails.
Failing all_orders() {
    Story story{{}};
    story.run();
    return {story.world.audio.orders, story.world.signalling.orders};
}

TEST(FailingOrder, WithoutAFailureTheStoryGoesThrough) {
    Story story{{}};
    story.run();
    EXPECT_TRUE(story.world.at_rest());
    EXPECT_EQ(story.world.board->counters().parks_total, 3U);
    EXPECT_EQ(story.world.board->counters().retrieves_total, 1U);
    EXPECT_EQ(story.world.board->counters().recalls_total, 1U);
}

TEST(FailingOrder, AnyPortMayBeRefused) {
    const std::uint64_t ports = all_orders().port;
    ASSERT_GT(ports, 5U);
    for (std::uint64_t n = 1; n <= ports; ++n) {
        SCOPED_TRACE("port " + std::to_string(n));
        Story story{{n, 0}};
        story.run();
        EXPECT_TRUE(story.world.at_rest());
    }
}

TEST(FailingOrder, AnyOrderToSipMayFail) {
    const std::uint64_t orders = all_orders().order;
    ASSERT_GT(orders, 20U);
    for (std::uint64_t n = 1; n <= orders; ++n) {
        SCOPED_TRACE("order " + std::to_string(n));
        Story story{{0, n}};
        story.run();
        EXPECT_TRUE(story.world.at_rest());
    }
}

}  // namespace
}  // namespace layby::world
