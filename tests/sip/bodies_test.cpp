// SDP and keys inside of multipart bodies, and bodies that hold nothing for us.
#include "sip/text/bodies.hpp"

#include <gtest/gtest.h>

#include "sip_world.hpp"

namespace layby::tests {
namespace {

using sip::BodyView;
using sip::media_type;
using sip::read_body;

const std::string plain = "Content-Type: application/sdp\r\n\r\nv=0";
const std::string location = "Content-Type: application/pidf+xml\r\nContent-ID: <1@x>\r\n\r\n<presence/>";
const std::string isup =
    "Content-Type: application/ISUP;version=itu-t92+\r\nContent-Disposition: "
    "signal;handling=optional\r\n\r\n\x01\x10";
const std::string required =
    "Content-Type: application/isup\r\nContent-Disposition: signal; Handling=\"required\"\r\n\r\n\x01\x10";

std::string joined(const std::vector<std::string>& parts, const std::string& boundary = "b1",
                   const std::string& end = "\r\n") {
    std::string out;
    for (const auto& part : parts) out += "--" + boundary + end + part + end;
    return out + "--" + boundary + "--" + end;
}

/// The text of the SDP that is found; "refused" or "none" else.
std::string sdp_of(const std::string& type, const std::string& text, const std::string& disposition = {}) {
    const auto read = read_body(BodyView{type, disposition, {}, text}, {"application/sdp"});
    if (read.refused) return "refused";
    return read.found ? std::string(read.found->text) : "none";
}

TEST(MediaType, IsComparedWithoutCaseBlanksAndParameters) {
    EXPECT_EQ(media_type(" Application / SDP ;charset=\"a;b\""), "application/sdp");
    EXPECT_EQ(media_type(""), "");
    EXPECT_EQ(media_type(";x"), "");
}

TEST(Body, OfOnePartIsTakenByItsType) {
    EXPECT_EQ(sdp_of("APPLICATION/sdp; x=y", "v=0"), "v=0");
    EXPECT_EQ(sdp_of("application/xml", "<x/>"), "refused");
    EXPECT_EQ(sdp_of("application/xml", "<x/>", "render;handling=optional"), "none");
    EXPECT_EQ(sdp_of("application/sdp", "v=0", "early-session"), "refused");
    EXPECT_EQ(sdp_of("application/sdp", ""), "none");
    EXPECT_TRUE(read_body({"application/sdp", {}, "gzip", "v=0"}, {"application/sdp"}).refused);
    EXPECT_FALSE(read_body({"application/sdp", {}, " Identity", "v=0"}, {"application/sdp"}).refused);
}

TEST(Body, OfManyPartsIsSearchedForTheSdp) {
    for (const std::string type : {"multipart/mixed;boundary=b1", "Multipart/Mixed; Boundary=\"b1\"",
                                   "multipart/related;boundary=b1;type=x",
                                   "multipart/unheard-of; charset=x; boundary = b1 ", "multipart/mixed"})
        for (const std::string end : {"\r\n", "\n"}) {
            EXPECT_EQ(sdp_of(type, joined({plain, location}, "b1", end)), "v=0") << type;
            EXPECT_EQ(sdp_of(type, "This is MIME." + end + joined({isup, plain}, "b1", end) + "the end"),
                      "v=0");
            EXPECT_EQ(
                sdp_of(type, joined({location, "content-TYPE:\tApplication/SDP;x=1\r\n\r\nv=0"}, "b1", end)),
                "v=0");
        }
}

TEST(Body, WhoseLastBoundaryIsMissingOrWhoseBoundaryIsTheBeginOfAnother) {
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b1", "--b1\r\n" + plain), "v=0");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b1", "--b1 \t\r\n" + plain + "\r\n--b1-- \r\n"), "v=0");
    const auto inner = "Content-Type: multipart/mixed;boundary=b12\r\n\r\n" + joined({isup, plain}, "b12");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b1", joined({location, inner})), "v=0");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=\"a b:'?\"", joined({plain}, "a b:'?")), "v=0");
}

TEST(Body, APartWithoutATypeIsTextAndHeadersMayBeFolded) {
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b1", joined({"\r\nv=1", plain})), "v=0");
    EXPECT_EQ(
        sdp_of(
            "multipart/mixed;boundary=b1",
            joined(
                {"Content-Type: application/sdp;\r\n x=y\r\nContent-Disposition:\r\n session\r\n\r\nv=0"})),
        "v=0");
}

TEST(Body, OfAlternativesTheLastIsTaken) {
    const std::string second = "Content-Type: application/sdp\r\n\r\nv=2";
    EXPECT_EQ(sdp_of("multipart/alternative;boundary=b1", joined({plain, second, location})), "v=2");
    EXPECT_EQ(sdp_of("multipart/alternative;boundary=b1", joined({plain, required})), "v=0");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b1", joined({plain, second})), "v=0");
}

TEST(Body, IsRefusedForAPartThatIsRequiredAndForNothingElse) {
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b1", joined({plain, required})), "refused");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b1", joined({location})), "refused")
        << "nothing in it is understood";
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b1", joined({isup}), "x;handling=optional"), "none");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b1",
                     joined({"Content-Type: application/sdp\r\nContent-Encoding: gzip\r\n\r\nxyz", plain})),
              "v=0");
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b1",
                     joined({"Content-Type: application/sdp\r\nContent-Disposition: early-session\r\n\r\nv=9",
                             plain})),
              "v=0");
}

TEST(Body, DeepOrEndlessIsGivenUp) {
    auto text = joined({plain}, "n0");
    const auto named = [](int level) { return "n" + std::to_string(level); };
    for (int i = 1; i <= 50; ++i)
        text =
            joined({"Content-Type: multipart/mixed;boundary=" + named(i - 1) + "\r\n\r\n" + text}, named(i));
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=n50", text), "refused");
    std::string many;
    for (int i = 0; i < 5000; ++i) many += "--b1\r\n\r\nx\r\n";
    EXPECT_EQ(sdp_of("multipart/mixed;boundary=b1", many), "refused");
}

// -- on the wire

const std::string mixed = "multipart/mixed;boundary=b1";

std::string with(const std::string& sdp, const std::string& other = location) {
    return joined({other, "Content-Type: application/sdp\r\n\r\n" + sdp});
}

class MultipartBody : public ::testing::Test {
  protected:
    SipWorld world;
    Peer peer{world};

    LegId establish() {
        peer.new_invite("701");
        peer.cseq = 1;
        peer.send(peer.request("INVITE", "Allow: INVITE, ACK, BYE, UPDATE\r\n", with(peer.sdp()), mixed));
        const auto arrived = world.expect<calls::CallArrived>();
        EXPECT_TRUE(arrived.offer);
        world.order(calls::Answer{arrived.leg, our_media(), desk});
        peer.learn(peer.expect_response(200, "INVITE"));
        peer.send(peer.ack());
        world.expect<calls::CallConfirmed>();
        return arrived.leg;
    }
    void end(LegId leg) {
        world.order(calls::HangUp{leg});
        peer.send(peer.reply(peer.expect_request("BYE"), 200));
        world.expect_nothing_left();
    }
    std::string hold() { return peer.sdp(2, "a=sendonly\r\n"); }
};

TEST_F(MultipartBody, HoldsTheOfferOfAnInviteAReinviteAndAnUpdate) {
    const auto leg = establish();
    for (const auto* method : {"INVITE", "UPDATE"}) {
        peer.send(peer.request(method, "", with(method[0] == 'I' ? hold() : peer.sdp(3)), mixed));
        const auto offer = world.expect<calls::OfferReceived>();
        world.order(calls::AcceptOffer{leg, our_media()});
        EXPECT_FALSE(peer.expect_response(200, method).body.empty());
        if (method[0] == 'I') peer.send(peer.ack());
        EXPECT_EQ(offer.offer.direction, method[0] == 'I' ? Direction::sendonly : Direction::sendrecv);
    }
    end(leg);
}

TEST_F(MultipartBody, ThatHoldsNoSdpIsNotReadAsNoOffer) {
    const auto leg = establish();
    for (const auto* method : {"INVITE", "UPDATE"}) {
        peer.send(peer.request(method, "", "<x/>", "application/xml"));
        EXPECT_NE(peer.expect_response(415, method).header("Accept").find("application/sdp"),
                  std::string::npos);
        if (method[0] == 'I') peer.send(peer.ack());
        peer.send(peer.request(method, "", with(hold(), required), mixed));
        EXPECT_TRUE(peer.expect_response(415, method).has("Warning"));
        if (method[0] == 'I') peer.send(peer.ack());
    }
    EXPECT_TRUE(world.quiet());
    end(leg);
}

TEST_F(MultipartBody, HoldsTheAnswerInAnAck) {
    const auto leg = establish();
    peer.send(peer.request("INVITE"));
    world.expect<calls::OfferAsked>();
    world.order(calls::AcceptOffer{leg, our_media()});
    peer.expect_response(200, "INVITE");
    auto ack = peer.ack(with(peer.sdp(2, "a=sendrecv\r\n", 41000)));
    const std::string type = "application/sdp", at = "Content-Type: ";
    ack.replace(ack.find(at) + at.size(), type.size(), mixed);
    peer.send(ack);
    const auto answered = world.expect<calls::OfferAnswered>();
    ASSERT_TRUE(answered.answer);
    EXPECT_EQ(answered.answer->rtp.port, 41000);
    end(leg);
}

TEST_F(MultipartBody, HoldsAKeyInAnInfo) {
    const auto leg = establish();
    peer.send(peer.request(
        "INFO", "", joined({location, "Content-Type: Application/DTMF-Relay\r\n\r\nSignal=5\r\n"}), mixed));
    peer.expect_response(200, "INFO");
    EXPECT_EQ(world.expect<calls::InfoDigit>().digit, '5');
    peer.send(peer.request("INFO", "", "Signal=7\r\n", "APPLICATION/dtmf-RELAY; x=y"));
    peer.expect_response(200, "INFO");
    EXPECT_EQ(world.expect<calls::InfoDigit>().digit, '7');
    end(leg);
}

}  // namespace
}  // namespace layby::tests
