// What the stack receives and sends is on the tape, word for word, whoever has answered it.
#include <gmock/gmock.h>

#include "connection.hpp"
#include "trace/messages.hpp"

namespace layby::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct ATrace : testing::Test {
    trace::Tape tape{{.keep = 1h, .bytes = 4 << 20}};
    SipWorld world{[this](sip::Options& options) { options.tape = &tape; }};

    std::vector<trace::Message> all() { return messages(tape, {}, world.loop.now()); }
    std::vector<std::string> lines() {
        std::vector<std::string> out;
        for (const auto& one : all())
            out.push_back((one.direction == trace::Direction::sent ? "> " : "< ") + trace::what_is(one.text) +
                          (one.again ? " again" : ""));
        return out;
    }
};

TEST_F(ATrace, HasEveryMessageOfACallInOrder) {
    Peer peer(world);
    establish_inbound(world, peer);
    peer.send(peer.request("BYE"));
    peer.expect_response(200, "BYE");
    EXPECT_THAT(lines(), ElementsAre("< INVITE", "> 100 Trying (INVITE)", "> 200 OK (INVITE)", "< ACK",
                                     "< BYE", "> 200 OK (BYE)"));
}

TEST_F(ATrace, HasAMessageAsItWas) {
    Peer peer(world);
    peer.new_invite("701");
    const auto options = "\r\n" + peer.request("OPTIONS", "X-Odd:   as\r\n  it  is\r\n");
    peer.send(options);
    peer.expect_response(200, "OPTIONS");
    const auto found = all();
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].text, options);
    EXPECT_EQ(found[0].remote, (Address{"127.0.0.1", peer.port}));
    EXPECT_EQ(found[0].local, (Address{"127.0.0.1", world.port()}));
    EXPECT_EQ(found[0].transport, Transport::udp);
    EXPECT_EQ(found[1].remote, found[0].remote);
    EXPECT_EQ(found[1].call_id, peer.call_id);
}

/// The stack sends the same again until the ACK comes.
TEST_F(ATrace, HasWhatIsSentAgain) {
    Peer peer(world);
    peer.send(peer.new_invite("701", {}, peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Answer{leg, our_media(), desk});
    world.pass(1600ms);
    peer.learn(peer.expect_response(200, "INVITE"));
    peer.send(peer.ack());
    EXPECT_THAT(lines(), ElementsAre("< INVITE", "> 100 Trying (INVITE)", "> 200 OK (INVITE)",
                                     "> 200 OK (INVITE) again", "> 200 OK (INVITE) again", "< ACK"));
}

TEST_F(ATrace, HasWhatThePhoneSendsAgainAndACancel) {
    Peer peer(world);
    const auto invite = peer.new_invite("701", {}, peer.sdp());
    peer.send(invite);
    peer.send(invite);
    peer.send(peer.request("CANCEL"));
    const auto found = lines();
    ASSERT_GE(found.size(), 5u);
    EXPECT_THAT(found, testing::IsSupersetOf({"< INVITE again", "< CANCEL", "> 200 OK (CANCEL)"}));
}

TEST_F(ATrace, HasWhatCannotBeRead) {
    Peer peer(world);
    peer.send("INVITE sip:701@x SIP/2.0\r\nVia: none\r\nCall-ID: broken\r\n\r\n");
    peer.send("nonsense for SIP/2.0\r\n");
    const auto found = all();
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().call_id, "broken");
    EXPECT_EQ(found.front().text, "INVITE sip:701@x SIP/2.0\r\nVia: none\r\nCall-ID: broken\r\n\r\n");
    EXPECT_TRUE(
        std::ranges::any_of(found, [](const auto& one) { return one.text == "nonsense for SIP/2.0\r\n"; }));
}

TEST_F(ATrace, HasNothingOfWhatKeepsAWayOpen) {
    Peer peer(world);
    Connection phone(world);
    peer.send("\r\n\r\n");
    peer.send(std::string("\0", 1));
    phone.send("\r\n\r\n");
    world.pass(1s);
    EXPECT_THAT(lines(), IsEmpty());
}

class ATraceInPieces : public ATrace, public testing::WithParamInterface<std::size_t> {};

TEST_P(ATraceInPieces, IsPutTogether) {
    Connection phone(world);
    phone.words.new_invite("701");
    const auto one = phone.words.request("OPTIONS", "X: 1\r\n", "text", "text/plain");
    const auto two = phone.words.request("OPTIONS");
    const auto text = one + two;
    for (std::size_t at = 0; at < text.size(); at += GetParam()) phone.send(text.substr(at, GetParam()));
    phone.expect("SIP/2.0 200");
    phone.expect("SIP/2.0 200");
    const auto found = all();
    ASSERT_EQ(found.size(), 4u);
    EXPECT_EQ(found[0].text, one);
    EXPECT_EQ(found[2].text, two);
    EXPECT_EQ(found[0].transport, Transport::tcp);
    EXPECT_EQ(found[1].remote, found[0].remote);
    EXPECT_EQ(found[0].local.port, world.port(Transport::tcp));
}

INSTANTIATE_TEST_SUITE_P(OfSize, ATraceInPieces, testing::Range(std::size_t{1}, std::size_t{400}));

/// A phone keeps its way open just before it says something; and what is in two lines is one list. Neither
/// may be another message for the trace.
TEST_F(ATrace, ChangesNothingOfWhatIsRead) {
    Connection phone(world);
    phone.words.new_invite("701");
    const auto options = phone.words.request("OPTIONS");
    phone.send("\r\n" + options);
    phone.expect("SIP/2.0 200");
    phone.send(phone.words.request("OPTIONS", "Require: timer\r\nRequire: nonsense\r\n"));
    phone.expect("SIP/2.0 420");
    EXPECT_THAT(all().front().text, HasSubstr(options));
}

/// The memory behind it is somebody else's.
TEST_F(ATrace, HasNoMoreOfABodyThanHasCome) {
    std::string sent;
    {
        Connection phone(world);
        phone.words.new_invite("701");
        const auto whole = phone.words.request("OPTIONS", "", std::string(20'000, 'b'), "application/sdp");
        sent = whole.substr(0, whole.size() - 19'000);
        phone.send(sent);
        world.pass(100ms);
    }
    world.pass(1s);
    ASSERT_FALSE(all().empty());
    EXPECT_EQ(all().front().text, sent);
}

TEST_F(ATrace, HasTwoThatComeAtOnce) {
    Connection phone(world);
    phone.words.new_invite("701");
    const auto one = phone.words.request("OPTIONS"), two = phone.words.request("OPTIONS", "Y: 2\r\n");
    phone.send(one + two);
    phone.expect("SIP/2.0 200");
    phone.expect("SIP/2.0 200");
    EXPECT_THAT(lines(), testing::UnorderedElementsAre("< OPTIONS", "< OPTIONS", "> 200 OK (OPTIONS)",
                                                       "> 200 OK (OPTIONS)"));
    std::string together;
    for (const auto& message : all())
        if (message.direction == trace::Direction::received) together += message.text;
    EXPECT_EQ(together, one + two);
}

TEST_F(ATrace, KnowsTheLegsOfACallByTheirCallIds) {
    Peer peer(world), other(world);
    const auto leg = establish_inbound(world, peer);
    other.send(other.request("OPTIONS"));
    const auto found = messages(tape, {.call = leg}, world.loop.now());
    ASSERT_EQ(found.size(), 4u);
    for (const auto& one : found) EXPECT_EQ(one.call_id, peer.call_id);
}

TEST_F(ATrace, HasNoSecret) {
    Peer peer(world);
    peer.send(peer.new_invite("*68701*4711", "Authorization: Digest username=\"201\", response=\"d00f\"\r\n",
                              peer.sdp(1, "a=crypto:1 S inline:c2VjcmV0\r\n")));
    const auto found = all();
    ASSERT_FALSE(found.empty());
    for (const char* secret : {"4711", "d00f", "c2VjcmV0"})
        EXPECT_THAT(found[0].text, Not(HasSubstr(secret)));
}

TEST_F(ATrace, IsShownAsItComesToWhomItIsToBeShown) {
    std::vector<std::string> shown;
    tape.use({});
    world.front->trace({[&](std::string message) { shown.push_back(std::move(message)); }, "201"});
    Peer peer(world);
    peer.send(peer.request("OPTIONS", "X: <sip:201@x>\r\n"));
    peer.send(peer.request("OPTIONS", "X: <sip:2010@x>\r\n"));
    ASSERT_EQ(shown.size(), 1u);
    EXPECT_THAT(shown[0], testing::StartsWith("received from 127.0.0.1:" + std::to_string(peer.port) +
                                              " over udp, at 127.0.0.1:"));
    EXPECT_THAT(shown[0], HasSubstr("\nX: <sip:201@x>\n"));
    world.front->trace({});
    peer.send(peer.request("OPTIONS", "X: <sip:201@x>\r\n"));
    EXPECT_EQ(shown.size(), 1u);
    EXPECT_THAT(all(), IsEmpty());
}

}  // namespace
}  // namespace layby::tests
