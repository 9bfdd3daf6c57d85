// The session timer at work, by itself.
#include "sip/dialog/session_clock.hpp"

#include "part_world.hpp"

namespace layby::tests {
namespace {

class SessionClockPart : public ::testing::Test {
  protected:
    SessionClockPart() { world.at = sip::Phase::up; }
    std::string update_with(const std::string& headers) const {
        return "UPDATE sip:a@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKa\r\n"
               "From: <sip:a@x>;tag=1\r\nTo: <sip:b@x>;tag=2\r\nCall-ID: c\r\nCSeq: 2 UPDATE\r\n" +
               headers + "Content-Length: 0\r\n\r\n";
    }

    PartWorld world;
    sip::SessionClock clock{world};
};

TEST_F(SessionClockPart, AsksAtHalfOfTheInterval) {
    clock.agreed({600, "uac", 0, true}, 1800);
    clock.start();
    world.pass(299s);
    EXPECT_TRUE(world.due.empty());
    world.pass(2s);
    EXPECT_EQ(world.due, std::vector{true});
}

TEST_F(SessionClockPart, MissesThePeersRefreshShortlyBeforeTheEnd) {
    clock.agreed({600, "uas", 0, true}, 1800);
    clock.start();
    world.pass(567s);
    EXPECT_TRUE(world.due.empty());
    world.pass(2s);
    EXPECT_EQ(world.due, std::vector{false});
}

TEST_F(SessionClockPart, StartsAnewWithEachSignOfLifeAndStops) {
    clock.agreed({600, "uac", 0, true}, 1800);
    clock.start();
    world.pass(290s);
    clock.start();
    world.pass(290s);
    EXPECT_TRUE(world.due.empty());
    clock.stop();
    world.pass(600s);
    EXPECT_TRUE(world.due.empty());
}

TEST_F(SessionClockPart, AgreesToWhatTheLastRequestAskedFor) {
    const Parsed short_one(update_with("Supported: timer\r\nSession-Expires: 30\r\n"));
    const auto refused = clock.refused(*short_one);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 422);
    EXPECT_EQ(refused->headers, "Min-SE: 90\r\n");
    const Parsed good(update_with("Supported: timer\r\nSession-Expires: 300;refresher=uac\r\n"));
    EXPECT_FALSE(clock.refused(*good));
    EXPECT_EQ(clock.agree(), "Session-Expires: 300;refresher=uac\r\nRequire: timer\r\n");
    EXPECT_EQ(world.changes, 1) << "it is kept";
    EXPECT_EQ(clock.agree(), "Session-Expires: 300;refresher=uac\r\nRequire: timer\r\n");
    EXPECT_EQ(world.changes, 1) << "nothing new";
}

TEST_F(SessionClockPart, GoesOnWithWhatWasKept) {
    EXPECT_EQ(clock.ask(), "") << "nothing was agreed";
    clock.resume(sip::SessionTimer{600, true, true});
    EXPECT_EQ(clock.ask(), "Session-Expires: 600;refresher=uac\r\nMin-SE: 90\r\n");
    EXPECT_EQ(clock.kept(), (sip::SessionTimer{600, true, true}));
}

}  // namespace
}  // namespace layby::tests
