// A browser that talks to the endpoint over a WebSocket, through the edge: that has a thread of its own, so
// whoever waits here lets real time go by, and no virtual.
#pragma once
#include <poll.h>

#include "connection.hpp"

namespace layby::tests {

inline void listen_for_browsers(sip::Options& options) {
    options.listen.push_back({Transport::ws, "127.0.0.1", 0});
}

class Browser {
  public:
    explicit Browser(SipWorld& world) : words(world), world_(world) {
        words.via_transport = "WS";
        socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(world.port(Transport::ws));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
        write(
            "GET / HTTP/1.1\r\nHost: office.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: sip\r\n\r\n");
        const auto begun = [this] { return received_.find("\r\n\r\n") != std::string::npos; };
        EXPECT_TRUE(wait_until(begun)) << "no WebSocket";
        received_.erase(0, received_.find("\r\n\r\n") + 4);
    }
    ~Browser() { close_socket(); }
    Browser(const Browser&) = delete;

    /// In one masked frame, with a mask that changes nothing.
    void send(const std::string& text) {
        const bool longer = text.size() > 125;
        std::string frame{'\x81', static_cast<char>(0x80 | (longer ? 126 : text.size()))};
        if (longer) frame += {static_cast<char>(text.size() >> 8), static_cast<char>(text.size())};
        write(frame.append(4, '\0') + text);
    }
    /// The next message; those of other kinds before it are dropped.
    SipMessage expect(const std::string& start) {
        SipMessage found;
        const auto come = [&] {
            while (const auto message = next())
                if (message->start.starts_with(start)) return found = *message, true;
            return false;
        };
        EXPECT_TRUE(wait_until(come)) << "no " << start;
        return found;
    }
    /// Goes on with the dialog that another one has begun.
    void take_over(const Browser& from) {
        words.call_id = from.words.call_id, words.local = from.words.local;
        words.remote = from.words.remote, words.target = from.words.target, words.cseq = from.words.cseq;
    }
    /// Registers as user 201; what else is known of the dialog stays.
    void register_as(const std::string& contact, const std::string& headers = {}) {
        Peer own(world_);
        own.via_transport = "WS";
        send(registration(own, contact, headers));
        const auto challenge = expect("SIP/2.0 401");
        send(registration(own, contact, headers + proof(challenge, "REGISTER", "sip:layby")));
        expect("SIP/2.0 200");
    }
    void close_socket() {
        if (socket_ >= 0) close(socket_);
        socket_ = -1;
    }

    Peer words;

  private:
    template <class Condition>
    bool wait_until(Condition so) {
        for (int tries = 0; tries < 5000; ++tries) {
            world_.settle();
            if (so()) return true;
            pollfd one{socket_, POLLIN, 0};
            std::array<char, 65536> bytes{};
            if (poll(&one, 1, 1) != 1) continue;
            const auto n = recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
            if (n > 0) received_.append(bytes.data(), static_cast<std::size_t>(n));
        }
        return false;
    }
    void write(const std::string& bytes) {
        ASSERT_EQ(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(bytes.size()));
    }
    /// Of frames shorter than 64 kB.
    std::optional<SipMessage> next() {
        const auto byte = [this](std::size_t at) { return static_cast<std::uint8_t>(received_[at]); };
        if (received_.size() < 4) return {};
        const bool longer = byte(1) == 126;
        const std::size_t begin = longer ? 4 : 2;
        const std::size_t length = longer ? byte(2) * 256U + byte(3) : byte(1);
        if (received_.size() < begin + length) return {};
        const auto text = received_.substr(begin, length);
        received_.erase(0, begin + length);
        const auto end = text.find("\r\n\r\n");
        if (end == std::string::npos) return SipMessage{};
        auto message = SipMessage::parse(text.substr(0, end + 4));
        message.body = text.substr(end + 4);
        return message;
    }

    SipWorld& world_;
    int socket_{-1};
    std::string received_;
};

}  // namespace layby::tests
