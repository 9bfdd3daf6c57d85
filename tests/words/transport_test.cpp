// How a SIP message travels: its names, and what can be opened.
#include "words/transport.hpp"

#include <gtest/gtest.h>

namespace layby {
namespace {

TEST(Transports, AreReadAsTheyAreSpelled) {
    for (const auto transport : all_transports)
        EXPECT_EQ(transport_named(name_of(transport)), transport) << name_of(transport);
    for (const std::string_view name : {"", "WSS", "sctp", "tls ", "w"})
        EXPECT_FALSE(transport_named(name)) << name;
}

TEST(Transports, OfAWebSocketAreWsInAUriEncryptedOrNot) {
    EXPECT_EQ(uri_name_of(Transport::ws), "ws");
    EXPECT_EQ(uri_name_of(Transport::wss), "ws");
    EXPECT_EQ(uri_name_of(Transport::tls), "tls");
}

TEST(Transports, AreOpenedByUsWhereAPeerListens) {
    EXPECT_TRUE(can_be_opened(Transport::udp));
    EXPECT_TRUE(can_be_opened(Transport::tcp));
    for (const auto transport : {Transport::tls, Transport::ws, Transport::wss}) {
        EXPECT_FALSE(can_be_opened(transport)) << name_of(transport);
        EXPECT_TRUE(is_connection(transport)) << name_of(transport);
    }
}

}  // namespace
}  // namespace layby
