// A browser's WebSocket at the edge, frame by frame.
#include <gmock/gmock.h>

#include <thread>

#include "at_the_edge.hpp"

namespace layby::edge {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr int continuation = 0, text = 1, binary = 2, goodbye = 8, ping = 9, pong = 10;

std::string message(const std::string& fields = "", const std::string& body = "") {
    return "OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/WS x.invalid\r\n" + fields +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string asking(const std::string& protocol = "sip", const std::string& more = "") {
    return "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
           "Sec-WebSocket-Protocol: " +
           protocol + "\r\n" + more + "\r\n";
}

/// A browser that can do what none would.
class Browser {
  public:
    explicit Browser(std::uint16_t port) : socket(connected(port)) {}
    explicit Browser(int handle) : socket(handle) {}

    void write(const std::string& bytes) const {
        send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    /// Up to the empty line; empty: it has ended before.
    std::string head() {
        while (come_.find("\r\n\r\n") == std::string::npos)
            if (!more()) return {};
        const auto end = come_.find("\r\n\r\n") + 4;
        auto out = come_.substr(0, end);
        come_.erase(0, end);
        return out;
    }
    Browser& open() {
        write(asking());
        EXPECT_THAT(head(), StartsWith("HTTP/1.1 101 "));
        return *this;
    }
    void say(int kind, const std::string& data, bool last = true) const {
        std::string frame(1, static_cast<char>((last ? 0x80 : 0) | kind));
        const auto size = data.size();
        const auto add = [&](int bytes) {
            for (int i = bytes - 1; i >= 0; --i) frame += static_cast<char>(size >> (8 * i));
        };
        frame += static_cast<char>(0x80 | (size < 126 ? size : size < 65536 ? 126 : 127));
        if (size >= 126) add(size < 65536 ? 2 : 8);
        write(frame + std::string(4, '\0') + data);  // masked, with zeros
    }
    struct Frame {
        int kind{-1};  ///< -1: the connection has ended
        std::string data;
    };
    Frame hear() {
        const auto begin = exactly(2);
        if (begin.size() < 2) return {};
        std::size_t size = static_cast<unsigned char>(begin[1]);
        if (size >= 126) {
            const auto length = exactly(size == 126 ? 2 : 8);
            size = 0;
            for (const char byte : length) size = size << 8 | static_cast<unsigned char>(byte);
        }
        return {begin[0] & 15, exactly(size)};
    }
    /// The code and reason with which it was ended.
    std::pair<int, std::string> end() {
        const auto frame = hear();
        if (frame.kind != goodbye || frame.data.size() < 2) return {frame.kind, frame.data};
        const auto code =
            static_cast<unsigned char>(frame.data[0]) << 8 | static_cast<unsigned char>(frame.data[1]);
        return {code, frame.data.substr(2)};
    }
    std::uint16_t port() const { return port_of(socket); }

    Socket socket;

  private:
    bool more() {
        const auto piece = socket.read();
        come_ += piece;
        return !piece.empty();
    }
    std::string exactly(std::size_t size) {
        while (come_.size() < size && more()) {
        }
        auto out = come_.substr(0, size);
        come_.erase(0, out.size());
        return out.size() == size ? out : std::string{};
    }

    std::string come_;
};

class AWebSocket : public AtTheEdge {
  protected:
    explicit AWebSocket(EdgeLimits limits = {}) { opened(limits, Transport::ws); }
    std::string read(const Socket& from, std::size_t size) {
        std::string out;
        while (out.size() < size) {
            const auto piece = from.read();
            if (piece.empty()) break;
            out += piece;
        }
        return out;
    }
};

TEST_F(AWebSocket, CarriesMessagesBothWaysAndIsSeenAsItsBrowsers) {
    Browser browser(port());
    browser.write(asking());
    EXPECT_THAT(browser.head(), HasSubstr("Sec-WebSocket-Protocol: sip\r\n"));
    browser.say(text, message());
    auto [stack, peer] = accepted();
    EXPECT_EQ(peer, (Address{"127.0.0.1", browser.port()}));
    EXPECT_EQ(stack.read(), message());
    const auto one = message("a: 1\r\n", "x"), two = message("a: \xc3\xa9\r\n"),
               three = message("a: \xe9\r\n");
    const auto all = "\r\n\r\n" + one + two + three;
    send(stack.get(), all.data(), all.size(), 0);
    for (const auto& [kind, expected] :
         {std::pair{text, one}, std::pair{text, two}, std::pair{binary, three}}) {
        const auto frame = browser.hear();
        EXPECT_EQ(frame.kind, kind);
        EXPECT_EQ(frame.data, expected);
    }
    EXPECT_EQ(edge_->web_sockets(), 1U);
}

TEST_F(AWebSocket, TakesPiecesAndBinaryFramesAndPutsInTheLength) {
    Browser browser(port());
    browser.open().say(binary, "OPTIONS sip:x ", false);
    browser.say(ping, "there?");
    browser.say(continuation, "SIP/2.0\r\n\r\nbody");
    const auto answer = browser.hear();
    EXPECT_EQ(answer.kind, pong);
    EXPECT_EQ(answer.data, "there?");
    auto [stack, peer] = accepted();
    EXPECT_EQ(stack.read(), "OPTIONS sip:x SIP/2.0\r\nContent-Length: 4\r\n\r\nbody");
}

TEST_F(AWebSocket, AnswersKeepAlivesItself) {
    Browser browser(port());
    browser.open().say(text, "\r\n\r\n");
    EXPECT_EQ(browser.hear().data, "\r\n");
    browser.say(text, "\r\n");
    browser.say(text, message());
    auto [stack, peer] = accepted();
    browser.say(text, "\r\n\r\n");
    EXPECT_EQ(browser.hear().data, "\r\n");
    browser.say(text, message("a: 2\r\n"));
    EXPECT_EQ(read(stack, message().size() * 2 + 6), message() + message("a: 2\r\n"));
}

TEST_F(AWebSocket, SaysEachMessageOnceHoweverOftenItWasKeptAlive) {
    Browser browser(port());
    browser.open().say(text, message());
    auto [stack, peer] = accepted();
    constexpr int often = 50;
    for (int i = 0; i < often; ++i) {
        browser.say(text, "\r\n\r\n");
        ASSERT_EQ(browser.hear().data, "\r\n");
    }
    std::thread says([&stack = stack] {
        for (int i = 0; i < often; ++i) {
            const auto one = message("n: " + std::to_string(i) + "\r\n", std::string(50000, 'x'));
            send(stack.get(), one.data(), one.size(), MSG_NOSIGNAL);
        }
    });
    for (int i = 0; i < often; ++i)
        EXPECT_EQ(browser.hear().data, message("n: " + std::to_string(i) + "\r\n", std::string(50000, 'x')));
    says.join();
}

TEST_F(AWebSocket, SaysInsideWhetherAProxyBeforeUsSpeaksTls) {
    Browser browser(port());
    browser.open().say(text, "OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/WSS x.invalid\r\n\r\n");
    auto [stack, peer] = accepted_at(encrypted_);
    EXPECT_EQ(peer, (Address{"127.0.0.1", browser.port()}));
}

TEST_F(AWebSocket, IsRefusedWithAReasonToWhoWantsSomethingElse) {
    for (const auto& [asked, status, reason] :
         {std::tuple{asking("chat"), "400", "must offer sip"},
          std::tuple{std::string("GET / HTTP/1.1\r\n\r\n"), "426", "RFC 7118"},
          std::tuple{std::string("POST / HTTP/1.1\r\n\r\n"), "405", "GET"},
          std::tuple{std::string("\x16\x03\x01 garbage\r\n\r\n"), "400", "not a valid HTTP request"},
          std::tuple{asking("sip", "a: " + std::string(9000, 'x') + "\r\n"), "431", "too large"},
          std::tuple{asking() + "early", "400", "nothing may be sent before"}}) {
        const Browser browser(port());
        browser.write(asked);
        const auto answer = browser.socket.read();
        EXPECT_THAT(answer, StartsWith(std::string("HTTP/1.1 ") + status));
        EXPECT_THAT(answer, HasSubstr(reason));
        EXPECT_TRUE(browser.socket.ends());
    }
    EXPECT_TRUE(soon([this] { return edge_->web_sockets() == 0; }));
    EXPECT_EQ(edge_->refused_web_sockets(), 6U);
}

TEST_F(AWebSocket, EndsWithAReasonWhenAMessageIsNone) {
    for (const auto* wrong : {"hello", "a: b\r\nl: 9\r\n\r\nhello", "l: 1\r\nl: 2\r\n\r\nxx"}) {
        Browser browser(port());
        browser.open().say(text, wrong);
        EXPECT_EQ(browser.end(), (std::pair<int, std::string>{1007, "not one SIP message"})) << wrong;
        browser.say(goodbye, "\x03\xef");
        EXPECT_TRUE(browser.socket.ends());
    }
}

TEST_F(AWebSocket, EndsWhenAFrameIsGiantOrBroken) {
    Browser giant(port());
    giant.open().write(std::string("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14));
    EXPECT_EQ(giant.end().first, 1009);
    Browser unmasked(port());
    unmasked.open().write(
        std::string("\x81\x03"
                    "abc",
                    5));
    EXPECT_EQ(unmasked.end().first, 1002);
    Browser no_text(port());
    no_text.open().say(text, "\xff\xfe");
    EXPECT_EQ(no_text.end().first, 1007);
    EXPECT_TRUE(soon([this] { return edge_->web_sockets() == 0; }));
}

TEST_F(AWebSocket, WhatWasSaidBeforeTheGoodbyeArrivesAndTheGoodbyeIsAnswered) {
    Browser browser(port());
    browser.open().say(text, message());
    auto [stack, peer] = accepted();
    browser.say(text, message("a: last\r\n"));
    browser.say(goodbye, "\x03\xe8");
    EXPECT_EQ(browser.end().first, 1000);
    EXPECT_EQ(read(stack, 2 * message().size() + 9), message() + message("a: last\r\n"));
    EXPECT_TRUE(stack.ends());
}

TEST_F(AWebSocket, TellsTheBrowserWhenTheServerIsGone) {
    Browser browser(port());
    browser.open().say(text, message());
    { const auto stack = accepted(); }
    EXPECT_EQ(browser.end().first, 1001);
}

TEST_F(AWebSocket, IsTriedAgainLaterWhenNobodyListensInside) {
    shutdown(inside_.get(), SHUT_RDWR);
    Browser browser(port());
    browser.open().say(text, message());
    EXPECT_EQ(browser.end().first, 1013);
}

TEST_F(AWebSocket, CanBeHandedOver) {
    int pair[2]{};
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    Browser browser(pair[0]);
    UpgradeRequest request(boost::beast::http::verb::get, "/sip", 11);
    for (const auto& [name, value] : {std::pair{"Connection", "Upgrade"}, std::pair{"Upgrade", "websocket"},
                                      std::pair{"Host", "x"}, std::pair{"Sec-WebSocket-Version", "13"},
                                      std::pair{"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                                      std::pair{"Sec-WebSocket-Protocol", "sip"}})
        request.set(name, value);
    edge_->enter({runtime::Descriptor(pair[1]), request, {"2001:db8::7", 4711}, true});
    EXPECT_THAT(browser.head(), StartsWith("HTTP/1.1 101 "));
    browser.say(text, message());
    auto [stack, peer] = accepted_at(encrypted_);
    EXPECT_EQ(peer, (Address{"2001:db8::7", 4711}));
}

class AnImpatientEdge : public AWebSocket {
  protected:
    AnImpatientEdge() : AWebSocket({.handshake = 300ms, .reading = 300ms, .silence = 200ms}) {}
};

TEST_F(AnImpatientEdge, DropsWhoNeverSaysAnything) {
    const auto silent = connected(port());
    Browser opened(port());
    opened.open();
    EXPECT_TRUE(silent.ends());
    EXPECT_TRUE(soon([this] { return edge_->web_sockets() == 0; }));
}

TEST_F(AnImpatientEdge, AsksForASignOfLifeAndDropsWhoGivesNone) {
    Browser browser(port());
    browser.open().say(text, message());
    auto [stack, peer] = accepted();
    for (int i = 0; i < 3; ++i) {
        const auto asked = browser.hear();
        ASSERT_EQ(asked.kind, ping);
        browser.say(pong, asked.data);
    }
    EXPECT_EQ(edge_->web_sockets(), 1U);
    EXPECT_TRUE(soon([this] { return edge_->web_sockets() == 0; }));
}

TEST_F(AnImpatientEdge, SendsNothingMoreToWhoDoesNotReadAndDropsIt) {
    Browser browser(port());
    browser.open().say(text, message());
    auto [stack, peer] = accepted();
    const auto long_one = message("", std::string(60000, 'x'));
    timeval patience{.tv_sec = 0, .tv_usec = 50000};
    setsockopt(stack.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    bool taken = true;
    for (int i = 0; i < 2000 && taken; ++i)
        taken = send(stack.get(), long_one.data(), long_one.size(), MSG_NOSIGNAL) > 0;
    EXPECT_FALSE(taken);
    EXPECT_TRUE(soon([this] { return edge_->web_sockets() == 0; }));
}

}  // namespace
}  // namespace layby::edge
