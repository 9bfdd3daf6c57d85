// STUN: the vectors of RFC 5769, and what isn't a message.
#include "media/ice/stun.hpp"

#include <gtest/gtest.h>

#include "media/encrypted.hpp"

namespace layby::media {
namespace {

constexpr std::string_view password = "VOkJxbRl1RmTxUk/WvJxBt";
constexpr std::string_view transaction = "b7e7a701 bc34d686 fa87dfae";

// RFC 5769 section 2.1; the name is padded with blanks.
Packet sample_request() {
    return from_hex(
        "00010058 2112a442 b7e7a701 bc34d686 fa87dfae"
        "80220010 5354554e 20746573 7420636c 69656e74"
        "00240004 6e0001ff 80290008 932ff9b1 51263b36"
        "00060009 6576746a 3a683676 59202020"
        "00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2"
        "80280004 e57a3bcf");
}
// Section 2.2: 192.0.2.1 port 32853.
Packet sample_v4() {
    return from_hex(
        "0101003c 2112a442 b7e7a701 bc34d686 fa87dfae"
        "8022000b 74657374 20766563 746f7220"
        "00200008 0001a147 e112a643"
        "00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7"
        "80280004 c07d4c96");
}
// Section 2.3.
Packet sample_v6() {
    return from_hex(
        "01010048 2112a442 b7e7a701 bc34d686 fa87dfae"
        "8022000b 74657374 20766563 746f7220"
        "00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9"
        "00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41"
        "80280004 c8fb0b4c");
}

TEST(Stun, ARequestIsReadAsRfc5769HasIt) {
    const auto bytes = sample_request();
    const auto request = read_stun(bytes);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->type, binding_request);
    EXPECT_EQ(request->username, "evtj:h6vY");
    EXPECT_TRUE(request->ice_controlled);
    EXPECT_FALSE(request->use_candidate);
    EXPECT_EQ(request->unknown, 0);
    EXPECT_EQ(Packet(request->transaction().begin(), request->transaction().end()), from_hex(transaction));
    EXPECT_TRUE(is_authentic(*request, password));
    EXPECT_FALSE(is_authentic(*request, "VOkJxbRl1RmTxUk/WvJxBT"));
}

TEST(Stun, AnswersOfRfc5769AreAuthentic) {
    for (const auto& bytes : {sample_v4(), sample_v6()}) {
        const auto answer = read_stun(bytes);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->type, binding_found);
        EXPECT_TRUE(is_authentic(*answer, password));
    }
}

/// What our answer says of where the request came from, as the bytes of its attribute.
Packet told_address(const std::string& ip) {
    const auto bytes = sample_request();
    std::array<std::uint8_t, max_stun_answer> room{};
    const auto length = write_found(room, *read_stun(bytes), *SocketAddress::from(ip, 32853), password);
    const auto answer = read_stun(Bytes{room}.first(length));
    EXPECT_TRUE(answer && answer->type == binding_found && is_authentic(*answer, password));
    EXPECT_EQ(Packet(answer->transaction().begin(), answer->transaction().end()), from_hex(transaction));
    return {room.begin() + 20, room.begin() + 20 + 4 + room[23]};
}

TEST(Stun, AnAddressIsToldAsRfc5769HasIt) {
    EXPECT_EQ(told_address("192.0.2.1"), from_hex("00200008 0001a147 e112a643"));
    EXPECT_EQ(told_address("2001:db8:1234:5678:11:2233:4455:6677"),
              from_hex("00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9"));
}

TEST(Stun, ARefusalSaysWhy) {
    const auto bytes = sample_request();
    std::array<std::uint8_t, max_stun_answer> room{};
    const auto length = write_refusal(room, *read_stun(bytes), 487, password);
    const auto answer = read_stun(Bytes{room}.first(length));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->type, binding_refused);
    EXPECT_TRUE(is_authentic(*answer, password));
    EXPECT_EQ(Packet(room.begin() + 20, room.begin() + 28), from_hex("00090004 00000457"));
}

TEST(Stun, ACutOrChangedMessageIsNone) {
    const auto whole = sample_request();
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(read_stun(Bytes{whole}.first(length))) << length;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        auto changed = whole;
        changed[i] ^= 0x10;
        EXPECT_FALSE(read_stun(changed)) << i;
    }
}

}  // namespace
}  // namespace layby::media
