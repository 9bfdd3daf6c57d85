#include "sip/door/intake.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace layby::sip {
namespace {

/// A UDP socket on loopback.
struct BoundSocket {
    BoundSocket() : file(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(bind(file, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(getsockname(file, reinterpret_cast<sockaddr*>(&address), &size), 0);
        here = address;
    }
    ~BoundSocket() { close(file); }
    std::vector<Listen> listening() const { return {{Transport::udp, "127.0.0.1", ntohs(here.sin_port)}}; }
    void send(const std::string& text, const BoundSocket& to) const {
        sendto(file, text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&to.here),
               sizeof to.here);
    }
    std::string received() const {
        std::string text(2000, '\0');
        text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, recv(file, text.data(), text.size(), 0))));
        return text;
    }
    int file;
    sockaddr_in here{};
};

std::string request_of(const BoundSocket& phone, const std::string& number) {
    const auto port = std::to_string(ntohs(phone.here.sin_port));
    return "INVITE sip:" + number + "@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + port +
           ";branch=z9hG4bK" + number +
           ";rport\r\nFrom: <sip:2@h>;tag=a\r\nTo: <sip:7@h>\r\nCall-ID: " + number +
           "\r\nCSeq: 1 INVITE\r\n\r\n";
}

struct AnIntake : ::testing::Test {
    BoundSocket server, phone;
    bool looks{true};
    int read{};
    Intake intake{server.listening(),
                  {.on_read = [this](Duration waited) { read += waited < Duration{std::chrono::minutes{1}}; },
                   .looks = [this] { return looks; },
                   .refusal = [](const Glance& glance, const Address& from) -> std::optional<std::string> {
                       const auto number = dialled_in(glance.uri);
                       if (number == "701") return {};
                       return number == "none" ? std::string{} : busy_answer(glance, from, 1);
                   }}};
};

TEST_F(AnIntake, RefusesWhatItMustAndLeavesTheRestInTheSocket) {
    for (const auto* number : {"700", "none", "700", "701", "700"})
        phone.send(request_of(phone, number), server);
    const auto kept = request_of(phone, "701");
    EXPECT_EQ(intake.next_size(server.file), static_cast<ssize_t>(kept.size()));
    EXPECT_EQ(server.received(), kept);
    EXPECT_EQ(read, 4);
    EXPECT_TRUE(phone.received().starts_with("SIP/2.0 503 "));
    EXPECT_TRUE(phone.received().starts_with("SIP/2.0 503 "));
    EXPECT_EQ(phone.received(), "") << "what got no answer got none";
    EXPECT_EQ(intake.next_size(server.file), -1);
    EXPECT_EQ(errno, EAGAIN);
    EXPECT_TRUE(phone.received().starts_with("SIP/2.0 503 "));
}

TEST_F(AnIntake, LeavesEverythingWhileThereIsNothingToRefuse) {
    looks = false;
    phone.send(request_of(phone, "700"), server);
    EXPECT_EQ(intake.next_size(server.file), static_cast<ssize_t>(request_of(phone, "700").size()));
    EXPECT_EQ(server.received(), request_of(phone, "700"));
}

TEST_F(AnIntake, LeavesWhatIsNoSipToTheStack) {
    phone.send("\r\n\r\n", server);
    EXPECT_EQ(intake.next_size(server.file), 4);
}

TEST_F(AnIntake, TellsTheWholeSizeOfALongRequest) {
    phone.send(request_of(phone, "700") + std::string(20000, 'x'), server);
    looks = false;
    EXPECT_GT(intake.next_size(server.file), 20000);
}

TEST_F(AnIntake, KnowsTheSocketsOfTheUdpAddressesAlone) {
    EXPECT_EQ(intake.sockets(), 1U);
    EXPECT_TRUE(intake.has(server.file));
    EXPECT_FALSE(intake.has(phone.file));
    auto over_tcp = server.listening();
    over_tcp.front().transport = Transport::tcp;
    EXPECT_EQ(Intake(over_tcp, {}).sockets(), 0U);
}

}  // namespace
}  // namespace layby::sip
