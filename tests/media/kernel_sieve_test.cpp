// The program in the kernel does what the model says, packet by packet.
#include "media/wire/kernel_sieve.hpp"

#include <random>

#include "model_sieve.hpp"
#include "on_the_wire.hpp"

namespace layby::media {
namespace {

constexpr Place leg = 3;

/// A port behind both sieves, and who sends to it.
class GuardedPort {
  public:
    explicit GuardedPort(const std::string& ip) : ip_(ip) {
        const Options range = options(4);
        auto made = KernelSieve::make(range.first_port, range.last_port);
        kernel = std::move(made.sieve);
        why_not = made.why_not;
        here = {ip, static_cast<std::uint16_t>(range.first_port + 4)};
        socket_ = UdpSocket::bound_to(*SocketAddress::from(here));
        if (kernel) kernel->attach(leg, socket_->fd(), here.port);
    }
    void start(const Sieve::Stream& stream) {
        ASSERT_TRUE(kernel->start(leg, stream));
        model.start(leg, stream);
    }
    /// Whether the kernel dropped it. Known by the time that a packet arrives which always passes.
    bool dropped(RtpPhone& from, const std::vector<std::uint8_t>& packet) {
        from.send(here, packet);
        from.send(here, marker_);
        bool came = false;
        for (;;) {
            pollfd waiting{socket_->fd(), POLLIN, 0};
            if (poll(&waiting, 1, 5000) <= 0) return ADD_FAILURE() << "nothing comes", false;
            const Bytes bytes = socket_->receive(room_, from_);
            if (bytes.size() == marker_.size()) return !came;
            came = true;
            EXPECT_EQ(bytes.size(), packet.size()) << "cut";
        }
    }
    std::unique_ptr<KernelSieve> kernel;
    ModelSieve model;
    std::string why_not;
    Address here;

  private:
    std::string ip_;
    std::optional<UdpSocket> socket_;
    std::vector<std::uint8_t> marker_{1, 2, 3};
    std::array<std::uint8_t, 1500> room_{};
    SocketAddress from_;
};

std::vector<std::uint8_t> bytes_of(const RtpHeader& header, std::size_t payload) {
    std::vector<std::uint8_t> packet(rtp_header_bytes + payload, 0x55);
    write_rtp_header(header, std::span{packet}.first<rtp_header_bytes>());
    return packet;
}

void expect_same(const Progress& kernel, const Progress& model) {
    EXPECT_EQ(kernel.packets, model.packets);
    EXPECT_EQ(kernel.sequence, model.sequence);
    EXPECT_EQ(kernel.timestamp, model.timestamp);
    EXPECT_EQ(kernel.jitter, model.jitter);
    EXPECT_EQ(kernel.transit, model.transit);
}

void walk(const std::string& ip, unsigned seed, int clock) {
    GuardedPort pair{ip};
    if (!pair.kernel) GTEST_SKIP() << pair.why_not;
    RtpPhone phone{ip}, stranger{ip};
    std::mt19937 random{seed};
    RtpHeader header{false, 0, 65500, 0xfffff000, 0x89abcdef};
    const auto from = *SocketAddress::from(phone.here());
    pair.start({from, 0, header.ssrc, clock, {1, header.sequence, header.timestamp, Instant{1s}, 77, 99}});
    int dropped = 0;
    for (int i = 0; i < 600; ++i) {
        const auto what = random() % 40;
        RtpHeader sent = header;
        sent.sequence = static_cast<std::uint16_t>(header.sequence + (what < 5 ? random() % 9 : 1));
        sent.timestamp = header.timestamp + 160 + (what == 6 ? random() : 0);
        sent.marker = what == 7;
        if (what == 8) sent.payload_type = 101;
        if (what == 9) sent.ssrc ^= 1;
        auto packet = bytes_of(sent, what == 10 ? 0 : random() % 400);
        if (what == 11) packet[0] = 0x90;
        if (what == 14) packet[0] = 0;   // as of a check
        if (what == 15) packet[0] = 22;  // and of a handshake
        if (what == 12) packet.resize(random() % 12 + 4);
        RtpPhone& sender = what == 13 ? stranger : phone;
        const bool gone = pair.dropped(sender, packet);
        const auto seen = pair.kernel->look(leg);
        const auto at = *SocketAddress::from(sender.here());
        ASSERT_EQ(gone, pair.model.drops(leg, at, packet, seen.at)) << seed << ", step " << i << ", " << what;
        expect_same(seen, pair.model.look(leg));
        dropped += gone ? 1 : 0;
        if (gone) header = sent;
    }
    EXPECT_GT(dropped, 300) << "or else this test says nothing";
}

TEST(KernelSieve, DoesWhatTheModelSays) {
    for (unsigned seed = 1; seed <= 3; ++seed) walk("127.0.0.1", seed, 8000);
    walk("127.0.0.1", 4, 48000);
}

TEST(KernelSieve, DoesWhatTheModelSaysOverIpVersion6) { walk("::1", 5, 8000); }

TEST(KernelSieve, ComparesTheWholeAddress) {
    GuardedPort pair{"127.0.0.1"};
    if (!pair.kernel) GTEST_SKIP() << pair.why_not;
    RtpPhone phone;
    const auto here = phone.here();
    const auto packet = bytes_of({false, 0, 2, 320, 7}, 160);
    for (const char* other : {"127.0.0.2", "128.0.0.1", "::1"}) {
        pair.start({*SocketAddress::from(other, here.port), 0, 7, 8000, {1, 1, 160}});
        EXPECT_FALSE(pair.dropped(phone, packet)) << other;
    }
    pair.start({*SocketAddress::from(here), 0, 7, 8000, {1, 1, 160}});
    EXPECT_TRUE(pair.dropped(phone, packet));
}

TEST(KernelSieve, DropsNothingBeforeItsStartAndAfterItsEnd) {
    GuardedPort pair{"127.0.0.1"};
    if (!pair.kernel) GTEST_SKIP() << pair.why_not;
    RtpPhone phone;
    std::uint16_t sequence = 1;
    const auto next = [&] { return bytes_of({false, 0, ++sequence, sequence * 160U, 7}, 160); };
    EXPECT_FALSE(pair.dropped(phone, next()));
    pair.start({*SocketAddress::from(phone.here()), 0, 7, 8000, {1, sequence, sequence * 160U}});
    EXPECT_TRUE(pair.dropped(phone, next()));
    pair.kernel->stop(leg);
    EXPECT_FALSE(pair.dropped(phone, next()));
}

TEST(KernelSieve, HasNothingForAPortOutsideOfItsRange) {
    auto made = KernelSieve::make(20000, 20009);
    if (!made.sieve) GTEST_SKIP() << made.why_not;
    RtpPhone phone;
    const auto socket = UdpSocket::bound_to(*SocketAddress::from("127.0.0.1", 0));
    for (const std::uint16_t port : {19998, 20001, 20010, 9, 65534}) {
        made.sieve->attach(leg, socket->fd(), port);
        EXPECT_FALSE(made.sieve->start(leg, {})) << port;
    }
    made.sieve->attach(leg, socket->fd(), 20008);
    EXPECT_TRUE(made.sieve->start(leg, {}));
}

}  // namespace
}  // namespace layby::media
