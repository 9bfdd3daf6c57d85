// SDP between text and values: what phones really send, and what they mustn't break us with.
#include "sip/text/session_description.hpp"

#include <gmock/gmock.h>

namespace layby::tests {
namespace {

using sip::read_sdp;
using sip::SdpFault;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string head = "v=0\r\no=- 7 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";

TEST(SessionDescription, OfAUsualPhone) {
    const auto read =
        read_sdp(head +
                 "m=audio 11780 RTP/AVP 9 8 0 101\r\na=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\n"
                 "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n");
    ASSERT_TRUE(read.session);
    const auto& audio = read.session->audio;
    EXPECT_EQ(audio.rtp, (Address{"192.0.2.1", 11780}));
    EXPECT_THAT(audio.codecs, ElementsAre(CodecChoice{Codec::g722, 9}, CodecChoice{Codec::pcma, 8},
                                          CodecChoice{Codec::pcmu, 0}))
        << "PCMU by its static payload type";
    EXPECT_EQ(audio.digits_8k, 101);
    EXPECT_FALSE(audio.digits_48k);
    EXPECT_EQ(audio.direction, Direction::sendrecv);
}

TEST(SessionDescription, OfASoftphoneWithOpusAndRtcp) {
    const auto read = read_sdp(head +
                               "m=audio 4000 RTP/AVP 96 97 98 0\r\na=rtpmap:96 OPUS/48000/2\r\n"
                               "a=rtpmap:97 telephone-event/48000\r\na=rtpmap:98 telephone-event/8000\r\n"
                               "a=rtcp:4009 IN IP4 192.0.2.7\r\n");
    ASSERT_TRUE(read.session);
    EXPECT_EQ(read.session->audio.codecs.front(), (CodecChoice{Codec::opus, 96}));
    EXPECT_EQ(read.session->audio.digits_48k, 97);
    EXPECT_EQ(read.session->audio.digits_8k, 98);
    EXPECT_EQ(read.session->audio.rtcp, (Address{"192.0.2.7", 4009}));
}

struct Hold {
    const char* lines;
    Direction direction;
};
class Held : public ::testing::TestWithParam<Hold> {};
TEST_P(Held, IsReadInAllItsForms) {
    const auto read = read_sdp(head + "m=audio 4000 RTP/AVP 0\r\n" + GetParam().lines);
    ASSERT_TRUE(read.session);
    EXPECT_EQ(read.session->audio.direction, GetParam().direction);
}
INSTANTIATE_TEST_SUITE_P(Forms, Held,
                         ::testing::Values(Hold{"a=sendonly\r\n", Direction::sendonly},
                                           Hold{"a=inactive\r\n", Direction::inactive},
                                           Hold{"a=recvonly\r\n", Direction::recvonly},
                                           Hold{"c=IN IP4 0.0.0.0\r\n", Direction::inactive},
                                           Hold{"c=IN IP4 0.0.0.0\r\na=sendrecv\r\n", Direction::inactive},
                                           Hold{"", Direction::sendrecv}));

TEST(SessionDescription, TakesDirectionAndAddressFromTheSession) {
    const auto read = read_sdp(head + "a=sendonly\r\nm=audio 4000 RTP/AVP 0\r\n");
    ASSERT_TRUE(read.session);
    EXPECT_EQ(read.session->audio.direction, Direction::sendonly);
    EXPECT_EQ(read.session->audio.rtp.ip, "192.0.2.1");
}

TEST(SessionDescription, OfIPv6) {
    const auto read = read_sdp(
        "v=0\no=- 1 1 IN IP6 2001:db8::7\ns=-\nc=IN IP6 2001:db8::7\nt=0 0\nm=audio 4000 RTP/AVP 8\n");
    ASSERT_TRUE(read.session) << "bare line feeds are fine";
    EXPECT_EQ(read.session->audio.rtp.ip, "2001:db8::7");
}

TEST(SessionDescription, RemembersOtherMediaAndRefusesThemInTheirPlace) {
    const auto read =
        read_sdp(head +
                 "m=video 5000 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\nm=audio 4000 RTP/AVP 8\r\n"
                 "m=image 6000 udptl t38\r\n");
    ASSERT_TRUE(read.session);
    EXPECT_EQ(read.session->audio_line, 1u);
    sip::OurSession ours{9, 0, {}};
    MediaDescription answer;
    answer.rtp = {"192.0.2.9", 30000};
    answer.codecs = {{Codec::pcma, 8}};
    const auto text = sip::write_sdp(ours, answer, read.session->lines, read.session->audio_line);
    const auto video = text.find("m=video 0 RTP/AVP 99"), audio = text.find("m=audio 30000 RTP/AVP 8"),
               image = text.find("m=image 0 udptl t38");
    ASSERT_NE(image, std::string::npos) << text;
    EXPECT_LT(video, audio);
    EXPECT_LT(audio, image);
}

TEST(SessionDescription, SecureAudioWithoutAKeyIsRefusedButPlainBesideItTaken) {
    EXPECT_EQ(read_sdp(head + "m=audio 4000 RTP/SAVP 8\r\n").fault, SdpFault::no_audio);
    const auto read = read_sdp(head + "m=audio 4000 RTP/SAVP 8\r\nm=audio 4002 RTP/AVP 8\r\n");
    ASSERT_TRUE(read.session);
    EXPECT_EQ(read.session->audio.rtp.port, 4002);
}

TEST(SessionDescription, OursRaisesItsVersionOnlyWithAChange) {
    sip::OurSession ours{9, 0, {}};
    MediaDescription media;
    media.rtp = {"192.0.2.9", 30000};
    media.codecs = {{Codec::opus, 96}, {Codec::pcmu, 0}};
    media.digits_8k = 101;
    const auto first = sip::write_sdp(ours, media);
    EXPECT_EQ(sip::write_sdp(ours, media), first);
    media.direction = Direction::inactive;
    const auto second = sip::write_sdp(ours, media);
    EXPECT_THAT(first, HasSubstr("o=layby 9 1 IN IP4 192.0.2.9\r\n"));
    EXPECT_THAT(second, HasSubstr("o=layby 9 2 IN IP4 192.0.2.9\r\n"));
    EXPECT_THAT(second, HasSubstr("a=inactive\r\n"));
    EXPECT_THAT(second, HasSubstr("a=ptime:20\r\n"));
}

TEST(SessionDescription, WhatWeWriteWeReadBack) {
    sip::OurSession ours{9, 0, {}};
    MediaDescription media;
    media.rtp = {"2001:db8::9", 30000};
    media.rtcp = Address{"2001:db8::9", 30007};
    media.codecs = {{Codec::opus, 96}, {Codec::g722, 9}, {Codec::pcma, 8}, {Codec::pcmu, 0}};
    media.digits_8k = 101;
    media.digits_48k = 102;
    media.direction = Direction::sendonly;
    const auto read = read_sdp(sip::write_sdp(ours, media));
    ASSERT_TRUE(read.session);
    EXPECT_EQ(read.session->audio, media);
}

TEST(SessionDescription, ShowsThePublicAddress) {
    sip::OurSession ours{9, 0, {}};
    MediaDescription media;
    media.rtp = {"10.0.0.2", 30000};
    media.codecs = {{Codec::pcmu, 0}};
    const auto text = sip::write_sdp(ours, media, {}, 0, {"198.51.100.5", {}});
    EXPECT_THAT(text, HasSubstr("c=IN IP4 198.51.100.5\r\n"));
    EXPECT_THAT(text, Not(HasSubstr("10.0.0.2")));
}

TEST(SessionDescription, TheSameAgainIsARefreshWhateverItsVersion) {
    auto one = read_sdp(head + "m=audio 4000 RTP/AVP 8\r\n");
    auto other = read_sdp(
        "v=0\r\no=- 7 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
        "m=audio 4000 RTP/AVP 8\r\n");
    auto held = read_sdp(head + "m=audio 4000 RTP/AVP 8\r\na=sendonly\r\n");
    ASSERT_TRUE(one.session && other.session && held.session);
    EXPECT_TRUE(sip::same_session(*one.session, *other.session));
    EXPECT_FALSE(sip::same_session(*one.session, *held.session));
}

TEST(SessionDescription, NeedsAnAddressAndTakesNoName) {
    EXPECT_EQ(
        read_sdp(
            "v=0\r\no=- 7 1 IN IP4 x\r\ns=-\r\nc=IN IP4 phone.example\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n")
            .fault,
        SdpFault::no_audio);
}

class BadSdp : public ::testing::TestWithParam<std::string> {};
TEST_P(BadSdp, IsMalformed) {
    const auto read = read_sdp(GetParam());
    EXPECT_FALSE(read.session);
    EXPECT_EQ(read.fault, SdpFault::malformed);
}
INSTANTIATE_TEST_SUITE_P(
    Every, BadSdp,
    ::testing::Values("", "v=0\r\n", "hello",
                      "v=1\r\no=- 7 1 IN IP4 1.2.3.4\r\ns=-\r\nm=audio 1 RTP/AVP 0\r\n",
                      head + "m=audio 99999 RTP/AVP 0\r\n", head + "m=audio -1 RTP/AVP 0\r\n",
                      head + "m=audio 4000 RTP/AVP\r\n", head + "m=audio 4000 RTP/AVP 300\r\n",
                      head + "m=audio 4000 RTP/AVP x\r\n",
                      head + "m=audio 4000 RTP/AVP 96\r\na=rtpmap:x y\r\n",
                      head + "c=IN IP9 foo\r\nm=audio 4000 RTP/AVP 0\r\n", head + std::string(20000, 'x'),
                      "v=0\r\no=- 7 1 IN IP4 1.2.3.4\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n",
                      head + "m=audio 4000 RTP/AVP 0\r\na=x" + std::string(1, '\0') + "\r\n"));

TEST(SessionDescription, CutOrDamagedAnywhereIsReadOrRefusedNeverMore) {
    const auto text = head +
                      "m=audio 4000 RTP/AVP 96 0 101\r\na=rtpmap:96 opus/48000/2\r\n"
                      "a=rtpmap:101 telephone-event/8000\r\na=rtcp:4001\r\na=sendonly\r\n";
    for (std::size_t at = 0; at < text.size(); ++at) {
        read_sdp(text.substr(0, at));
        for (const int flip : {0x01, 0x20, 0x80, 0xff}) {
            auto damaged = text;
            damaged[at] = static_cast<char>(damaged[at] ^ flip);
            const auto read = read_sdp(damaged);
            EXPECT_TRUE(!read.session || read.session->lines.size() <= 16u);
        }
    }
}

}  // namespace
}  // namespace layby::tests
