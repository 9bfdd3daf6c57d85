// What a call costs the switchboard, counted and not timed.
#include "allocations.hpp"

#include <spdlog/spdlog.h>

#include "world/office_world.hpp"

namespace layby::world::allocations {
namespace {

using namespace calls;

struct PlainPorts final : AudioPorts {
    SrtpKey::Bytes new_key() override { return {}; }
    std::optional<Fingerprint> fingerprint() const override { return {}; }
    std::uint16_t next{10000};
    std::optional<Address> open(LegId, const std::string&, For) override {
        return Address{"127.0.0.2", ++next};
    }
    bool reopen(LegId, const Address&) override { return true; }
};

Office without_quarantine() {
    auto office = small_office();
    office.lots.front().rules.quarantine = 0s;
    return office;
}

/// A switchboard whose orders nobody carries out.
struct ACycle : ::testing::Test {
    ACycle() { spdlog::set_level(spdlog::level::warn); }  // whoever ran before has done so, or not
    PlainPorts ports;
    Switchboard board{without_quarantine(), ports, 1};
    Instant now{1h};
    LegIds ids{0, LegIds::Giver::endpoint};
    std::size_t allocated{};

    void tell(const Fact& fact) {
        now += 10ms;
        Turn turn;
        allocated += tests::allocations_of([&] { turn = board.handle(fact, now); });
        for (const auto& order : turn.audio)
            if (const auto* prompt = std::get_if<Say>(&order)) tell(PromptEnded{prompt->leg, prompt->prompt});
    }
    LegId arrive(const std::string& number) {
        CallArrived call;
        call.leg = ids.next();
        call.from = {Origin::Kind::trunk, "pbx", {}};
        call.caller = {"Ann Lee", "030123", false};
        call.number = number;
        call.offer = speaks();
        call.near_ip = "127.0.0.2";
        tell(call);
        tell(CallConfirmed{call.leg, {}});
        return call.leg;
    }
    void park_and_retrieve() {
        const LegId caller = arrive("*7701");
        const LegId taker = arrive("701");
        tell(HungUp{taker, HangupCause::normal});
        tell(HungUp{caller, HangupCause::normal});
    }
};

TEST_F(ACycle, AllocatesNoMoreThanItDid) {
    if (!tests::counts_allocations) GTEST_SKIP();
    for (int i = 0; i < 20; ++i) park_and_retrieve();
    EXPECT_EQ(board.counters().legs, 0u);
    EXPECT_EQ(board.counters().parks_total, 20u);
    EXPECT_EQ(board.counters().retrieves_total, 20u);
    allocated = 0;
    for (int i = 0; i < 10; ++i) park_and_retrieve();
    EXPECT_LE(allocated / 10, 180u) << tests::dearer;
    EXPECT_GT(allocated, 0u) << "nothing is counted";
}

}  // namespace
}  // namespace layby::world::allocations
