#include "sip/door/backlog.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace layby::sip {
namespace {

/// A UDP socket on loopback that nobody reads until read_all().
struct LazySocket {
    LazySocket() : file(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(bind(file, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(getsockname(file, reinterpret_cast<sockaddr*>(&address), &size), 0);
        here = address;
    }
    ~LazySocket() { close(file); }
    std::vector<Listen> listening() const { return {{Transport::udp, "127.0.0.1", ntohs(here.sin_port)}}; }
    void receives(int messages) {
        const std::string text(600, 'x');
        for (int i = 0; i < messages; ++i) {
            sendto(file, text.data(), text.size(), 0, reinterpret_cast<sockaddr*>(&here), sizeof here);
        }
    }
    void read_all() {
        char text[1000];
        while (recv(file, text, sizeof text, 0) > 0) {
        }
    }
    int file;
    sockaddr_in here{};
};

TEST(Backlog, WhatNobodyReadsIsTooLongAndWhatIsReadIsNot) {
    LazySocket socket;
    const Backlog backlog(socket.listening());
    EXPECT_EQ(backlog.sockets(), 1U);
    EXPECT_FALSE(backlog.too_long());
    socket.receives(5);
    EXPECT_FALSE(backlog.too_long());
    socket.receives(5000);
    EXPECT_TRUE(backlog.too_long());
    socket.read_all();
    EXPECT_FALSE(backlog.too_long());
}

TEST(Backlog, OnlyTheSocketsOfTheUdpAddressesCount) {
    const LazySocket socket;
    auto listening = socket.listening();
    listening.front().transport = Transport::tcp;
    EXPECT_EQ(Backlog(listening).sockets(), 0U);
    EXPECT_EQ(Backlog({}).sockets(), 0U);
}

}  // namespace
}  // namespace layby::sip
