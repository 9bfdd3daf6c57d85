// Who stands at both sides of the edge with real sockets: a client outside, and who listens inside.
#pragma once
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "edge/edge.hpp"
#include "tls/certificate.hpp"

namespace layby::edge {

using namespace std::chrono_literals;

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
}

inline Address address_of(const sockaddr_in& address) {
    char text[INET_ADDRSTRLEN]{};
    inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
    return {text, ntohs(address.sin_port)};
}

class Socket {
  public:
    explicit Socket(int handle) : handle_(handle) {}
    Socket(Socket&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
    Socket& operator=(Socket&&) = delete;
    ~Socket() {
        if (handle_ >= 0) close(handle_);
    }
    int get() const { return handle_; }

    bool readable(std::chrono::milliseconds within) const {
        pollfd one{handle_, POLLIN, 0};
        return poll(&one, 1, static_cast<int>(within.count())) == 1;
    }
    /// Empty: it has ended, or nothing came.
    std::string read() const {
        char bytes[65536];
        if (!readable(5s)) return {};
        const auto size = recv(handle_, bytes, sizeof bytes, 0);
        return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string{};
    }
    bool ends() const { return readable(5s) && read().empty(); }

  private:
    int handle_;
};

inline Socket connected(std::uint16_t port) {
    const auto address = loopback(port);
    Socket out(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(connect(out.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return out;
}

inline std::uint16_t port_of(const Socket& socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

inline Socket listening() {
    Socket out(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto any = loopback(0);
    EXPECT_EQ(bind(out.get(), reinterpret_cast<const sockaddr*>(&any), sizeof any), 0);
    EXPECT_EQ(listen(out.get(), 100), 0);
    return out;
}

class AtTheEdge : public testing::Test {
  protected:
    AtTheEdge() : inside_(listening()), encrypted_(listening()) {
        char name[] = "/tmp/layby-tls-XXXXXX";
        dir_ = mkdtemp(name);
    }
    ~AtTheEdge() override { std::filesystem::remove_all(dir_); }

    tls::Context context(const std::string& host = "office.example") const {
        return tls::server_context(tls::self_made(dir_, host, host));
    }
    Edge& opened(EdgeLimits limits = {}, Transport transport = Transport::tls) {
        const Address inside{"127.0.0.1", port_of(inside_)};
        edge_.emplace(std::vector<EdgeDoor>{{transport, {"127.0.0.1", 0}, inside}},
                      BrowsersInside{inside, {"127.0.0.1", port_of(encrypted_)}}, context(), limits);
        edge_->begin();
        return *edge_;
    }
    std::uint16_t port() const { return edge_->ports().front(); }

    /// The connection that the edge passes on, and whose it is.
    std::pair<Socket, std::optional<Address>> accepted() { return accepted_at(inside_); }
    std::pair<Socket, std::optional<Address>> accepted_at(const Socket& listener) {
        sockaddr_in from{};
        socklen_t size = sizeof from;
        EXPECT_TRUE(listener.readable(5s));
        fcntl(listener.get(), F_SETFL, O_NONBLOCK);
        Socket out(accept(listener.get(), reinterpret_cast<sockaddr*>(&from), &size));
        return {std::move(out), edge_->claim(address_of(from))};
    }
    template <class Condition>
    static bool soon(Condition condition) {
        for (int i = 0; i < 500 && !condition(); ++i) std::this_thread::sleep_for(10ms);
        return condition();
    }

    std::filesystem::path dir_;
    Socket inside_;     ///< also for browsers, in the clear
    Socket encrypted_;  ///< for those who are encrypted
    std::optional<Edge> edge_;
};

}  // namespace layby::edge
