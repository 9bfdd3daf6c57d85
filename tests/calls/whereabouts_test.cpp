// Where a peer is: what the engine is told of it, and what outlives the process.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

const calls::LegAudio& audio(OfficeWorld& world, LegId leg) { return *world.audio.port(leg)->audio; }

TEST(Whereabouts, AreUnprovedUntilTheAckHasCome) {
    OfficeWorld world;
    const LegId caller = world.arrive("pbx", "700");
    EXPECT_FALSE(audio(world, caller).proved);
    world.confirms(caller);
    EXPECT_TRUE(audio(world, caller).proved);
    EXPECT_TRUE(world.audio.hears_music(caller));
}

TEST(Whereabouts, OfWhomWeCalledAreProved) {
    OfficeWorld world;
    EXPECT_TRUE(audio(world, world.talk("201", "202").callee).proved);
}

TEST(Whereabouts, AreThoseOfItsSip) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    world.tell(calls::PeerHeard{caller, "198.51.100.7"});
    EXPECT_EQ(audio(world, caller).peer_ip, "198.51.100.7");
    EXPECT_TRUE(world.audio.talk(caller, callee));
    world.holds(caller);
    EXPECT_EQ(audio(world, caller).peer_ip, "198.51.100.7");
}

TEST(Whereabouts, ARequestWithinTheDialogProvesThem) {
    OfficeWorld world;
    const LegId caller = world.arrive("pbx", "700");
    world.tell(calls::PeerHeard{caller, "198.51.100.7"});
    EXPECT_TRUE(audio(world, caller).proved);
}

TEST(Whereabouts, OfItsAudioOutliveTheProcess) {
    OfficeWorld world;
    const LegId caller = world.parked_by("202");
    world.tell(calls::PeerHeard{caller, "198.51.100.7"});
    world.tell(calls::AudioFound{caller, {"198.51.100.7", 40404}});
    world.restart();
    ASSERT_TRUE(audio(world, caller).found);
    EXPECT_EQ(*audio(world, caller).found, (Address{"198.51.100.7", 40404}));
    EXPECT_EQ(audio(world, caller).peer_ip, "198.51.100.7");
    EXPECT_TRUE(audio(world, caller).proved);
}

TEST(Whereabouts, OfItsAudioAreForgottenWithItsAddress) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    const auto signalled = audio(world, caller).remote;
    world.tell(calls::AudioFound{caller, {"198.51.100.7", 40404}});
    world.holds(caller);
    world.tell(calls::AudioFound{caller, signalled});
    world.holds(caller);
    EXPECT_FALSE(audio(world, caller).found) << "it is where it said";
    world.tell(calls::AudioFound{caller, {"198.51.100.7", 40404}});
    auto elsewhere = speaks();
    elsewhere.rtp = {"203.0.113.9", 7000};
    world.resumes(caller, elsewhere);
    EXPECT_FALSE(audio(world, caller).found);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

}  // namespace
}  // namespace layby::world
