// A phone that talks to the endpoint over TCP, and how a phone registers.
#pragma once
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "sip/door/digest.hpp"
#include "sip_world.hpp"

namespace layby::tests {

/// A TCP connection to the endpoint, with a Peer's words.
class Connection {
  public:
    explicit Connection(SipWorld& world) : world_(world), words(world) {
        socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(world.port(Transport::tcp));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
        const int at_once = 1;  // the kernel would hold back small pieces, in time that isn't ours
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
        words.via_transport = "TCP";
        world.settle();
    }
    /// One that the endpoint has opened.
    Connection(SipWorld& world, int accepted) : world_(world), socket_(accepted), words(world) {
        words.via_transport = "TCP";
    }
    ~Connection() { close(socket_); }
    Connection(const Connection&) = delete;

    void send(const std::string& text) {
        ASSERT_EQ(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
        world_.settle();
    }
    /// The next message; those of other kinds before it are dropped.
    SipMessage expect(const std::string& start) {
        for (int tries = 0; tries < 5000; ++tries) {
            world_.pass(1ms);
            std::array<char, 65536> bytes{};
            const auto n = recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
            if (n > 0) received_.append(bytes.data(), static_cast<std::size_t>(n));
            while (const auto message = next())
                if (message->start.starts_with(start)) return *message;
        }
        ADD_FAILURE() << "no " << start;
        return {};
    }
    bool closed() {
        world_.settle();
        char byte{};
        return recv(socket_, &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
    }

  private:
    std::optional<SipMessage> next() {
        const auto end = received_.find("\r\n\r\n");
        if (end == std::string::npos) return {};
        auto message = SipMessage::parse(received_.substr(0, end + 4));
        const auto length = std::stoul("0" + message.header("Content-Length"));
        if (received_.size() < end + 4 + length) return {};
        message.body = received_.substr(end + 4, length);
        received_.erase(0, end + 4 + length);
        return message;
    }
    SipWorld& world_;
    int socket_{-1};
    std::string received_;

  public:
    Peer words;
};

/// Where a phone accepts connections.
class Listener {
  public:
    explicit Listener(SipWorld& world) : world_(world) {
        socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof here;
        EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&here), size), 0);
        EXPECT_EQ(listen(socket_, 5), 0);
        getsockname(socket_, reinterpret_cast<sockaddr*>(&here), &size);
        port_ = ntohs(here.sin_port);
    }
    ~Listener() { close(socket_); }
    Listener(const Listener&) = delete;

    std::uint16_t port() const { return port_; }
    /// The next connection; none: nobody has come.
    std::unique_ptr<Connection> connection() {
        for (int tries = 0; tries < 1000; ++tries) {
            world_.pass(1ms);
            const int accepted = accept(socket_, nullptr, nullptr);
            if (accepted >= 0) return std::make_unique<Connection>(world_, accepted);
        }
        return nullptr;
    }

  private:
    SipWorld& world_;
    int socket_{-1};
    std::uint16_t port_{};
};

inline std::string registration(Peer& phone, const std::string& contact, const std::string& headers = {}) {
    phone.new_invite("201");
    phone.local = phone.remote = "<sip:201@layby>";
    phone.local += ";tag=reg";
    phone.target = "sip:layby";
    auto text = phone.request("REGISTER", headers);
    const auto at = text.find("Contact: ");
    return text.replace(at, text.find("\r\n", at) - at, "Contact: " + contact);
}

inline std::string proof(const SipMessage& challenged, const std::string& method, const std::string& uri) {
    const auto value =
        sip::digest::answer(challenged.all("WWW-Authenticate"), {"201", "secret201"}, method, uri, "cn");
    return "Authorization: " + value.value_or("") + "\r\n";
}

inline LegId ring_device(SipWorld& world, DeviceId device) {
    calls::OutboundCall order;
    order.to = calls::OutboundCall::To::device;
    order.device = device;
    order.user = "201";
    order.caller = {"Ann Lee", "5551234", false};
    order.offer = our_media();
    const auto leg = world.new_leg();
    world.order(calls::PlaceCall{leg, order});
    return leg;
}

}  // namespace layby::tests
