// The edge with real sockets: a client that speaks TLS outside, and who listens inside.
#include <openssl/ssl.h>

#include <memory>

#include "at_the_edge.hpp"

namespace layby::edge {
namespace {

/// Takes whatever certificate it is shown.
class Client {
  public:
    explicit Client(std::uint16_t port)
        : socket_(connected(port)), context_(SSL_CTX_new(TLS_client_method())), ssl_(SSL_new(context_)) {
        SSL_set_fd(ssl_, socket_.get());
        shaken = SSL_connect(ssl_) == 1;
    }
    ~Client() {
        SSL_free(ssl_);
        SSL_CTX_free(context_);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void write(const std::string& text) { SSL_write(ssl_, text.data(), static_cast<int>(text.size())); }
    std::string read() {
        char bytes[65536];
        const int size = SSL_read(ssl_, bytes, sizeof bytes);
        return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string{};
    }
    void say_goodbye() { SSL_shutdown(ssl_); }
    std::string shown() const {
        X509* certificate = SSL_get1_peer_certificate(ssl_);
        char name[200]{};
        X509_NAME_oneline(X509_get_subject_name(certificate), name, sizeof name);
        X509_free(certificate);
        return name;
    }
    std::uint16_t port() const { return port_of(socket_); }

    bool shaken{};

  private:
    Socket socket_;
    SSL_CTX* context_;
    SSL* ssl_;
};

TEST_F(AtTheEdge, BytesGoBothWaysAndTheConnectionIsSeenAsItsPeers) {
    opened();
    Client client(port());
    ASSERT_TRUE(client.shaken);
    auto [stack, peer] = accepted();
    EXPECT_EQ(peer, (Address{"127.0.0.1", client.port()}));
    client.write("REGISTER");
    EXPECT_EQ(stack.read(), "REGISTER");
    send(stack.get(), "200", 3, 0);
    EXPECT_EQ(client.read(), "200");
    EXPECT_EQ(edge_->connections(), 1u);
}

TEST_F(AtTheEdge, AConnectionIsClaimedOnceAndOthersAreNobodys) {
    opened();
    const Client client(port());
    auto [stack, peer] = accepted();
    sockaddr_in from{};
    socklen_t size = sizeof from;
    getpeername(stack.get(), reinterpret_cast<sockaddr*>(&from), &size);
    EXPECT_FALSE(edge_->claim(address_of(from)));
    EXPECT_FALSE(edge_->claim({"127.0.0.1", 1}));
}

TEST_F(AtTheEdge, WhatWasSaidBeforeTheGoodbyeArrives) {
    opened();
    auto client = std::make_unique<Client>(port());
    auto [stack, peer] = accepted();
    send(stack.get(), "unread", 6, 0);
    client->write("BYE");
    client->say_goodbye();
    client.reset();
    EXPECT_EQ(stack.read(), "BYE");
    EXPECT_TRUE(stack.ends());
    EXPECT_TRUE(soon([this] { return edge_->connections() == 0; }));
}

TEST_F(AtTheEdge, TheEndInsideEndsItOutside) {
    opened();
    Client client(port());
    {
        auto [stack, peer] = accepted();
        send(stack.get(), "last", 4, 0);
    }
    EXPECT_EQ(client.read(), "last");
    EXPECT_EQ(client.read(), "");
    EXPECT_TRUE(soon([this] { return edge_->connections() == 0; }));
}

TEST_F(AtTheEdge, WhoReadsSlowlyIsSentNothingMore) {
    opened();
    Client client(port());
    auto [stack, peer] = accepted();
    const std::string much(1 << 20, 'x');
    std::size_t taken = 0;
    for (int i = 0; i < 200; ++i) {
        const auto size = send(stack.get(), much.data(), much.size(), MSG_DONTWAIT);
        if (size > 0) taken += static_cast<std::size_t>(size);
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_LT(taken, 50u << 20) << "what the kernel's buffers hold";
    std::size_t read = 0;
    while (read < taken) {
        const auto piece = client.read();
        ASSERT_FALSE(piece.empty());
        read += piece.size();
    }
    EXPECT_EQ(read, taken);
}

TEST_F(AtTheEdge, WhoTakesNothingForLongIsGone) {
    opened({.reading = 50ms});
    Client client(port());
    auto [stack, peer] = accepted();
    const std::string much(1 << 20, 'x');
    EXPECT_TRUE(soon([&, &stack = stack] {
        send(stack.get(), much.data(), much.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        return edge_->connections() == 0;
    }));
}

TEST_F(AtTheEdge, WhoSpeaksNoTlsIsShownOutAndCounted) {
    opened();
    const auto clear = connected(port());
    send(clear.get(), "OPTIONS sip:x SIP/2.0\r\n\r\n", 25, 0);
    while (!clear.read().empty()) {
    }
    EXPECT_TRUE(soon([this] { return edge_->failed_handshakes() == 1 && edge_->connections() == 0; }));
    EXPECT_FALSE(inside_.readable(0ms));
}

TEST_F(AtTheEdge, WhoSaysNothingIsShownOutAfterAWhile) {
    opened({.handshake = 50ms});
    const auto silent = connected(port());
    EXPECT_TRUE(silent.ends());
    EXPECT_TRUE(soon([this] { return edge_->failed_handshakes() == 1 && edge_->connections() == 0; }));
}

TEST_F(AtTheEdge, ASourceShakesOnlySoManyHandsAtATime) {
    opened({.handshakes_per_source = 2});
    const auto one = connected(port()), two = connected(port()), three = connected(port());
    EXPECT_TRUE(three.ends());
    EXPECT_EQ(edge_->turned_away(), 1u);
    EXPECT_EQ(edge_->connections(), 2u);
}

TEST_F(AtTheEdge, AnotherCertificateIsForThoseWhoComeFromNowOn) {
    auto& edge = opened();
    Client before(port());
    auto [stack, peer] = accepted();
    edge.use(context("other.example"));
    EXPECT_TRUE(soon([this] { return Client(port()).shown() == "/CN=other.example"; }));
    EXPECT_EQ(before.shown(), "/CN=office.example");
    before.write("still here");
    EXPECT_EQ(stack.read(), "still here");
}

TEST_F(AtTheEdge, ItsEndEndsThemAll) {
    opened();
    Client client(port());
    auto [stack, peer] = accepted();
    const auto silent = connected(port());
    edge_.reset();
    EXPECT_TRUE(stack.ends());
    EXPECT_TRUE(silent.ends());
}

TEST_F(AtTheEdge, AnAddressInUseIsAnError) {
    opened();
    const Address inside{"127.0.0.1", port_of(inside_)};
    const std::vector<EdgeDoor> doors{{Transport::tls, {"127.0.0.1", port()}, inside}};
    EXPECT_ANY_THROW(Edge(doors, {inside, inside}, context(), EdgeLimits{}));
}

}  // namespace
}  // namespace layby::edge
