// Calls of a browser whose connection breaks, is replaced, or is only believed to live.
#include "browser.hpp"

namespace layby::tests {
namespace {

const std::string at_browser = "<sip:x1@a.invalid;transport=ws>";
const std::string says_update = "Allow: INVITE, ACK, BYE, UPDATE\r\n";

std::string contact_of(int device) {
    const auto number = std::to_string(device);
    return "<sip:x" + number + "@a.invalid;transport=ws>;reg-id=1;+sip.instance=\"<urn:uuid:" + number +
           ">\"";
}

class BrowserFlow : public ::testing::Test {
  protected:
    BrowserFlow() : now(std::make_unique<Browser>(world)) {
        now->register_as(contact_of(1));
        leg = ring_device(world, world.devices_of("201").at(0).id);
        const auto invite = now->expect("INVITE");
        now->words.local.clear();
        now->words.learn(invite);
        now->send(accepting(*now, invite));
        now->expect("ACK");
        world.expect<calls::CallAnswered>();
    }
    std::string accepting(Browser& browser, const SipMessage& invite, int version = 1) {
        return browser.words.reply(invite, 200, "Contact: " + at_browser + "\r\n" + says_update,
                                   browser.words.sdp(version));
    }
    /// Another connection of the same page; the last one stays open on our side.
    void come_anew() {
        before = std::move(now);
        now = std::make_unique<Browser>(world);
        now->take_over(*before);
    }
    /// The edge notices by itself that one has ended.
    void wait_for_connections(std::size_t left) {
        for (int tries = 0; tries < 5000 && world.front->counters().web_sockets != left; ++tries)
            usleep(1000);
        for (int tries = 0; tries < 20; ++tries) usleep(1000), world.settle();
        EXPECT_EQ(world.front->counters().web_sockets, left);
    }
    /// The edge has a thread of its own, which virtual time doesn't wait for.
    void wait_for_fact() {
        for (int tries = 0; tries < 5000 && world.quiet(); ++tries) usleep(1000);
    }
    void answer(const std::string& method) { now->send(now->words.reply(now->expect(method), 200)); }
    void accept_offer(const std::string& port) {
        const auto invite = now->expect("INVITE");
        EXPECT_NE(invite.body.find("m=audio " + port), std::string::npos) << invite.body;
        now->send(accepting(*now, invite, 2));
        now->expect("ACK");
        EXPECT_TRUE(world.expect<calls::OfferAnswered>().answer);
    }
    void end() {
        world.order(calls::HangUp{leg});
        answer("BYE");
        world.settle();
    }

    SipWorld world{listen_for_browsers};
    std::unique_ptr<Browser> now, before;
    LegId leg;
};

TEST_F(BrowserFlow, FollowsItsNewConnectionWhileTheLastOneStillLooksOpen) {
    come_anew();
    now->register_as(contact_of(1));
    answer("UPDATE");
    world.order(calls::Offer{leg, our_media(30500)});
    accept_offer("30500");
    end();
}

TEST_F(BrowserFlow, ARefreshOverTheSameConnectionAsksNothing) {
    now->register_as(contact_of(1));
    world.order(calls::Offer{leg, our_media(30500)});
    const auto next = now->expect("");
    EXPECT_TRUE(next.start.starts_with("INVITE")) << next.start;
    now->send(accepting(*now, next, 2));
    now->expect("ACK");
    end();
}

TEST_F(BrowserFlow, AnOfferThatTheLastConnectionHasSwallowedIsMadeAgain) {
    world.order(calls::Offer{leg, our_media(30500)});
    now->send(now->words.reply(now->expect("INVITE"), 100));
    come_anew();
    now->register_as(contact_of(1));
    answer("UPDATE");
    accept_offer("30500");
    world.pass(190s);
    EXPECT_TRUE(world.quiet()) << "nothing is overdue";
    end();
}

TEST_F(BrowserFlow, OfTwoOffersTheNewerIsMadeOverTheNextConnection) {
    world.order(calls::Offer{leg, our_media(30500)});
    now->expect("INVITE");
    world.order(calls::Offer{leg, our_media(30600)});
    come_anew();
    now->register_as(contact_of(1));
    EXPECT_FALSE(world.expect<calls::OfferAnswered>().answer);
    answer("UPDATE");
    accept_offer("30600");
    end();
}

TEST_F(BrowserFlow, AnOfferIsMadeAgainAlsoWhenARequestWithinTheCallIsTheFirstToCome) {
    world.order(calls::Offer{leg, our_media(30500)});
    now->expect("INVITE");
    now->close_socket();
    wait_for_connections(0);
    come_anew();
    now->words.cseq = 100;
    now->send(now->words.request("OPTIONS"));
    answer("UPDATE");
    accept_offer("30500");
    end();
}

TEST_F(BrowserFlow, WhatItsConnectionHasSwallowedIsForgottenInTime) {
    world.order(calls::Show{leg, {"Bob Ray", "202", false}});
    now->expect("UPDATE");
    now->close_socket();
    wait_for_connections(0);
    world.pass(60s);
    EXPECT_EQ(world.front->counters().client_transactions, 0u);
    come_anew();
    now->register_as(contact_of(1));
    answer("UPDATE");
    end();
}

TEST_F(BrowserFlow, ACancelThatItsConnectionHasSwallowedIsForgottenInTime) {
    end();
    leg = ring_device(world, world.devices_of("201").at(0).id);
    const auto invite = now->expect("INVITE");
    now->send(now->words.reply(invite, 180, "Contact: " + at_browser + "\r\n"));
    wait_for_fact();
    world.expect<calls::CallProgressed>();
    world.order(calls::HangUp{leg});
    now->expect("CANCEL");
    now->close_socket();
    wait_for_connections(0);
    world.pass(100s);
    EXPECT_EQ(world.front->counters().dialogs, 0u);
    EXPECT_EQ(world.front->counters().client_transactions, 0u);
}

TEST_F(BrowserFlow, AnOfferUnderWayIsNotRepeatedOverItsOwnConnection) {
    world.order(calls::Offer{leg, our_media(30500)});
    const auto invite = now->expect("INVITE");
    now->register_as(contact_of(1));
    now->send(accepting(*now, invite, 2));
    now->expect("ACK");
    EXPECT_TRUE(world.expect<calls::OfferAnswered>().answer);
    end();
}

TEST_F(BrowserFlow, AnotherBrowserThatUnregistersTakesNoCallWithIt) {
    Browser other(world);
    other.register_as(contact_of(2));
    now->close_socket();
    wait_for_connections(1);
    other.register_as(contact_of(2) + ";expires=0");
    other.words.new_invite("201");
    other.send(other.words.request("OPTIONS"));
    const auto next = other.expect("");
    EXPECT_TRUE(next.start.starts_with("SIP/2.0 200")) << "it is asked nothing: " << next.start;
    come_anew();
    now->register_as(contact_of(1));
    answer("UPDATE");
    end();
}

}  // namespace
}  // namespace layby::tests
