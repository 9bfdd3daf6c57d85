// Where SIP messages begin and end.
#include "edge/sip_pieces.hpp"

#include <gtest/gtest.h>

namespace layby::edge {
namespace {

const std::string start = "OPTIONS sip:x SIP/2.0\r\n";

TEST(AMessageInAStream, SaysItsLength) {
    EXPECT_EQ(as_in_a_stream(start + "a: b\r\n\r\n"), start + "a: b\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(as_in_a_stream(start + "\r\nhello"), start + "Content-Length: 5\r\n\r\nhello");
    EXPECT_EQ(as_in_a_stream(start + "\n"), start + "Content-Length: 0\r\n\r\n");
}

TEST(AMessageInAStream, StaysAsItIsWhenItSaysItsLength) {
    for (const std::string length : {"Content-Length: 5", "l:5", "CONTENT-LENGTH :\t5 ", "l:\r\n 5", "l: 05",
                                     "l: 5\r\nContent-Length: 5"}) {
        const auto message = start + length + "\r\n\r\nhello";
        EXPECT_EQ(as_in_a_stream(message), message);
    }
}

TEST(AMessageInAStream, HasNothingBehindIt) {
    EXPECT_EQ(as_in_a_stream(start + "l: 2\r\n\r\nhello"), start + "l: 2\r\n\r\nhe");
    EXPECT_EQ(as_in_a_stream(start + "l: 0\r\n\r\n" + start + "\r\n"), start + "l: 0\r\n\r\n");
}

TEST(AMessageInAStream, IsNoneThatIsShorterThanItSaysOrNeverEndsOrIsAtOddsWithItself) {
    for (const std::string wrong : {"", "\r\n\r\n", "hello", "hello\r\n", "a: b\r\nl: 6\r\n\r\nhello",
                                    "l: x\r\n\r\n", "l:\r\n\r\n", "l: -1\r\n\r\n", "l: 1 1\r\n\r\nhello",
                                    "l: 5\r\nl: 4\r\n\r\nhello", "l: 99999999999999999999\r\n\r\n"})
        EXPECT_FALSE(as_in_a_stream(wrong)) << wrong;
}

/// The stack ends a line there, too.
TEST(AMessageInAStream, MayEndItsLinesWithCarriageReturnsAlone) {
    EXPECT_EQ(as_in_a_stream("x\rl: 2\r\rabc"), "x\rl: 2\r\rab");
}

TEST(AStream, IsCutWhereAMessageEnds) {
    const auto one = start + "Content-Length: 3\r\n\r\nabc", two = start + "Content-Length: 0\r\n\r\n";
    for (std::size_t come = 0; come < one.size(); ++come)
        EXPECT_EQ(first_message((one + two).substr(0, come)), 0U) << come;
    EXPECT_EQ(first_message(one), one.size());
    EXPECT_EQ(first_message(one + two), one.size());
    EXPECT_EQ(between_messages("\r\n\r\n" + two), 4U);
    EXPECT_EQ(between_messages("\r\n"), 2U);
}

TEST(KeepAlives, AreLineEnds) {
    EXPECT_TRUE(is_keep_alive(""));
    EXPECT_TRUE(is_keep_alive("\r\n"));
    EXPECT_TRUE(is_keep_alive("\r\n\r\n"));
    EXPECT_FALSE(is_keep_alive("\r\nx"));
    EXPECT_TRUE(is_ping("\r\n\r\n"));
    EXPECT_FALSE(is_ping("\r\n"));
}

TEST(TheTopmostVia, SaysWhetherItIsEncrypted) {
    for (const std::string via :
         {"Via: SIP/2.0/WSS x.invalid", "v:SIP / 2.0 / wss x", "VIA:\r\n SIP/2.0/WSS\tx",
          "a: b\r\nVia: SIP/2.0/WSS x\r\nVia: SIP/2.0/UDP y"})
        EXPECT_TRUE(says_encrypted(start + via + "\r\n\r\n")) << via;
    for (const std::string via : {"Via: SIP/2.0/WS x", "Via: SIP/2.0/UDP x\r\nVia: SIP/2.0/WSS y",
                                  "Via: WSS x", "Via:", "Viaduct: SIP/2.0/WSS x", "\r\nVia: SIP/2.0/WSS x"})
        EXPECT_FALSE(says_encrypted(start + via + "\r\n\r\n")) << via;
    EXPECT_FALSE(says_encrypted("Via: SIP/2.0/WSS"));
}

}  // namespace
}  // namespace layby::edge
