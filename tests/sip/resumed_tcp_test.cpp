// Calls of phones that are reached over a connection which ended with the process.
#include "connection.hpp"
#include "restarted_world.hpp"

namespace layby::tests {
namespace {

const std::string behind_nat = "<sip:201@10.255.255.1:5060;transport=tcp>";
const std::string says_update = "Allow: INVITE, ACK, BYE, UPDATE\r\n";

class OverLostConnection : public ::testing::Test {
  protected:
    void SetUp() override { phone = std::make_unique<Connection>(world); }

    DeviceId register_phone() {
        phone->send(registration(phone->words, behind_nat));
        const auto challenge = phone->expect("SIP/2.0 401");
        phone->send(registration(phone->words, behind_nat, proof(challenge, "REGISTER", "sip:layby")));
        phone->expect("SIP/2.0 200");
        world.standing_timers = 1;  // its expiry
        const auto devices = world.devices_of("201");
        return devices.empty() ? DeviceId{} : devices.front().id;
    }
    SipMessage ring_phone() {
        leg = ring_device(world, register_phone());
        auto invite = phone->expect("INVITE");
        phone->words.local.clear();
        phone->words.learn(invite);
        return invite;
    }
    void answer_phone() {
        const auto invite = ring_phone();
        phone->send(phone->words.reply(invite, 200, "Contact: " + behind_nat + "\r\n" + says_update,
                                       phone->words.sdp()));
        phone->expect("ACK");
        world.expect<calls::CallAnswered>();
    }
    void establish_inbound_call() {
        phone->send(phone->words.new_invite("701", says_update, phone->words.sdp()));
        leg = world.expect<calls::CallArrived>(1s).leg;
        world.order(calls::Answer{leg, our_media(), desk});
        phone->words.learn(phone->expect("SIP/2.0 200"));
        phone->send(phone->words.ack());
        world.expect<calls::CallConfirmed>(1s);
    }
    /// The process and all its connections are gone; the phone has another one, and the same dialog.
    void restart() {
        world.restart();
        auto fresh = std::make_unique<Connection>(world);
        copy(phone->words, fresh->words);
        phone = std::move(fresh);
    }
    static void copy(const Peer& from, Peer& to) {
        to.call_id = from.call_id, to.local = from.local, to.remote = from.remote;
        to.target = from.target, to.cseq = from.cseq;
    }
    void end() {
        world.order(calls::HangUp{leg});
        phone->send(phone->words.reply(phone->expect("BYE"), 200));
        world.expect_nothing_kept();
    }

    KeptPhones phones;
    RestartedWorld world{&phones};
    std::unique_ptr<Connection> phone;
    LegId leg;
};

TEST_F(OverLostConnection, TheCallWaitsUntilThePhoneRegistersAndIsRefreshedThen) {
    answer_phone();
    restart();
    ASSERT_TRUE(world.resume(leg));
    world.pass(100s);
    EXPECT_TRUE(world.quiet()) << "not a word is not the end";
    Connection other(world);
    copy(phone->words, other.words);
    register_phone();
    phone->send(phone->words.reply(phone->expect("UPDATE"), 200));
    copy(other.words, phone->words);
    end();
}

TEST_F(OverLostConnection, TheCallTakesTheConnectionOfAnyOfItsRequests) {
    answer_phone();
    restart();
    ASSERT_TRUE(world.resume(leg));
    phone->words.cseq = 100;
    phone->send(phone->words.request("INFO", "", "Signal=5\r\n", "application/dtmf-relay"));
    phone->expect("SIP/2.0 200");
    phone->send(phone->words.reply(phone->expect("UPDATE"), 200));
    EXPECT_EQ(world.expect<calls::InfoDigit>().digit, '5');
    end();
}

TEST_F(OverLostConnection, ThePhoneIsToldOfANewPortWhenItIsBack) {
    answer_phone();
    restart();
    ASSERT_TRUE(world.resume(leg));
    world.order(calls::Offer{leg, our_media(30500)});
    world.pass(50s);
    world.order(calls::Offer{leg, our_media(30600)});  // and another one
    world.pass(50s);
    Connection other(world);
    copy(phone->words, other.words);
    register_phone();
    phone->send(phone->words.reply(phone->expect("UPDATE"), 200));
    const auto invite = phone->expect("INVITE");
    EXPECT_NE(invite.body.find("m=audio 30600 "), std::string::npos) << invite.body;
    phone->send(phone->words.reply(invite, 200, "Contact: " + behind_nat + "\r\n", phone->words.sdp()));
    phone->expect("ACK");
    EXPECT_TRUE(world.expect<calls::OfferAnswered>().answer);
    copy(other.words, phone->words);
    end();
}

TEST_F(OverLostConnection, AProbeAndTheSessionTimerDoNotEndItMeanwhile) {
    answer_phone();
    restart();
    ASSERT_TRUE(world.resume(leg));
    world.order(calls::Probe{leg});
    world.pass(50s);
    world.order(calls::Probe{leg});
    world.pass(100s);
    EXPECT_TRUE(world.quiet());
    phone->words.cseq = 100;
    phone->send(phone->words.request("BYE"));
    phone->expect("SIP/2.0 200");
    EXPECT_EQ(world.expect<calls::HungUp>().cause, calls::HangupCause::normal);
    world.standing_timers = 0;  // its registration has run out
    world.expect_nothing_kept();
}

TEST_F(OverLostConnection, APhoneThatNeverComesBackIsHungUpAfterThreeMinutes) {
    answer_phone();
    restart();
    ASSERT_TRUE(world.resume(leg));
    world.pass(179s);
    EXPECT_TRUE(world.quiet());
    EXPECT_EQ(world.expect<calls::HungUp>(45s).cause, calls::HangupCause::unreachable);
    world.standing_timers = 0;  // its registration has run out
    world.expect_nothing_kept();
}

TEST_F(OverLostConnection, ACallThatCameOverItWaitsToo) {
    establish_inbound_call();
    restart();
    ASSERT_TRUE(world.resume(leg));
    world.pass(100s);
    EXPECT_TRUE(world.quiet());
    phone->send(phone->words.request("OPTIONS"));
    phone->expect("SIP/2.0 200");
    phone->send(phone->words.reply(phone->expect("UPDATE"), 200));
    end();
}

TEST_F(OverLostConnection, APhoneThatRingsBeyondOurReachFailsAtOnce) {
    phone->send(phone->words.reply(ring_phone(), 180, "Contact: " + behind_nat + "\r\n"));
    world.expect<calls::CallProgressed>(1s);
    restart();
    ASSERT_TRUE(world.resume_ringing(leg));
    EXPECT_EQ(world.expect<calls::CallFailed>().status, 480);
    world.expect_nothing_kept();
}

TEST_F(OverLostConnection, NobodyWantsIsForgotten) {
    answer_phone();
    restart();
    world.endpoint->end_unclaimed();
    EXPECT_TRUE(world.quiet());
    world.expect_nothing_kept();
}

// -- phones that listen: most desk phones, and softphones such as baresip

class WhereItListens : public ::testing::Test {
  protected:
    std::string contact() const {
        return "<sip:201@127.0.0.1:" + std::to_string(phone.port()) + ";transport=tcp>";
    }
    void register_once() {
        Connection first(world);
        first.send(registration(first.words, contact()));
        const auto challenge = first.expect("SIP/2.0 401");
        first.send(registration(first.words, contact(), proof(challenge, "REGISTER", "sip:layby")));
        first.expect("SIP/2.0 200");
        world.standing_timers = 1;  // its expiry
    }
    /// It is rung over a connection of ours, answers, and is hung up.
    void is_called() {
        const auto devices = world.devices_of("201");
        ASSERT_EQ(devices.size(), 1U);
        const auto leg = ring_device(world, devices[0].id);
        const auto opened = phone.connection();
        ASSERT_TRUE(opened);
        const auto invite = opened->expect("INVITE");
        EXPECT_EQ("<" + invite.uri() + ">", contact());
        opened->words.local.clear();
        opened->words.learn(invite);
        opened->send(opened->words.reply(invite, 200, "Contact: " + contact() + "\r\n", opened->words.sdp()));
        opened->expect("ACK");
        EXPECT_EQ(world.expect<calls::CallAnswered>().leg, leg);
        world.order(calls::HangUp{leg});
        opened->send(opened->words.reply(opened->expect("BYE"), 200));
        world.settle();
    }
    KeptPhones phones;
    RestartedWorld world{&phones};
    Listener phone{world};
};

TEST_F(WhereItListens, APhoneIsCalledAtOnceAfterARestart) {
    register_once();
    world.restart();
    is_called();
}

TEST_F(WhereItListens, APhoneIsCalledWhenItsConnectionHasBroken) {
    register_once();
    world.pass(1s);
    is_called();
}

}  // namespace
}  // namespace layby::tests
