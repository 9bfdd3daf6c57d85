// What a phone waits for before it is answered: one commit.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "fake_store.hpp"
#include "layby/server.hpp"
#include "settings/settings.hpp"

namespace layby::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto with_a_lot = R"(
[sip]
listen = ["udp:127.0.0.1:0"]
[console]
listen = "127.0.0.1:0"
[[trunk]]
name = "outside"
addresses = ["127.0.0.1"]
may_park = true
[[lot]]
name = "main"
park = "700"
park_prefix = "*7"
slots = "701-709"
)";

/// A phone that sends one INVITE.
class Caller {
  public:
    explicit Caller(std::uint16_t server) {
        socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        const timeval patience{10, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        auto here = local(0);
        socklen_t size = sizeof here;
        EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&here), size), 0);
        getsockname(socket_, reinterpret_cast<sockaddr*>(&here), &size);
        port_ = std::to_string(ntohs(here.sin_port));
        const auto there = local(server);
        EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&there), sizeof there), 0);
    }
    ~Caller() { close(socket_); }
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;

    void invite(const std::string& number) const {
        const std::string sdp =
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            "m=audio 40000 RTP/AVP 0\r\n";
        const auto text = "INVITE sip:" + number +
                          "@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + port_ +
                          ";branch=z9hG4bKone\r\nMax-Forwards: 70\r\nFrom: <sip:5551234@127.0.0.1>;tag=one"
                          "\r\nTo: <sip:" +
                          number +
                          "@127.0.0.1>\r\nCall-ID: one\r\nCSeq: 1 INVITE\r\n"
                          "Contact: <sip:caller@127.0.0.1:" +
                          port_ +
                          ">\r\nContent-Type: application/sdp\r\n"
                          "Content-Length: " +
                          std::to_string(sdp.size()) + "\r\n\r\n" + sdp;
        EXPECT_EQ(send(socket_, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    }
    /// The next message; empty: none came.
    std::string hear(int flags = 0) const {
        std::array<char, 8192> bytes{};
        const auto size = recv(socket_, bytes.data(), bytes.size(), flags);
        return size > 0 ? std::string(bytes.data(), static_cast<std::size_t>(size)) : std::string{};
    }

  private:
    static sockaddr_in local(std::uint16_t port) {
        sockaddr_in out{};
        out.sin_family = AF_INET;
        out.sin_port = htons(port);
        out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return out;
    }
    int socket_;
    std::string port_;
};

/// While the phone waits, somebody asks the disk.
void wait_until_asked(const FakeStore& store) {
    for (int i = 0; store.asked().empty() && i < 10'000; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

TEST(ACallThatIsParked, IsAnsweredAfterOneCommitWithAllThatItNeeds) {
    FakeStore store;
    Server server(std::get<settings::Settings>(settings::read_text(with_a_lot, "office.toml")), {}, &store,
                  {});
    std::thread phone([&] {
        const Caller caller(server.listening().front().port);
        caller.invite("*7701");
        EXPECT_THAT(caller.hear(), HasSubstr("SIP/2.0 100"));
        wait_until_asked(store);
        EXPECT_THAT(store.orders(), ElementsAre("dialog", "turn"));
        EXPECT_THAT(store.asked(), ElementsAre(2U));
        EXPECT_THAT(caller.hear(MSG_DONTWAIT), IsEmpty()) << "a crash could still undo it";
        store.are_durable(2);
        EXPECT_THAT(caller.hear(), HasSubstr("SIP/2.0 200"));
        server.end();
    });
    server.run();
    phone.join();
}

}  // namespace
}  // namespace layby::app
