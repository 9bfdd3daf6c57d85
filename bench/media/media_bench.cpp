// What the media engine alone costs: CPU time of its one thread per packet, for legs that hear music (with
// and without talking themselves) and for bridges, relayed and transcoded; how steady the music is; memory
// per leg. Legs and phones are in this process, on loopback; the phones' thread is not counted.
//
//   media_bench [a|b|c] [legs ...]      way to the network (default: the best that is permitted); 1000 4000
//   legs
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "media/engine.hpp"
#include "media/rtp/rtp_packet.hpp"
#include "media/wire/clock.hpp"
#include "media/wire/udp_socket.hpp"

using namespace layby;
using namespace std::chrono_literals;
using media::clock_now;
using media::SocketAddress;
using media::UdpSocket;

namespace {

constexpr auto measured = 5s;
constexpr std::size_t observed = 100;  // legs whose packets are timed

/// CPU time in ns of the thread of this name.
std::uint64_t cpu_of(const std::string& thread) {
    for (const auto& task : std::filesystem::directory_iterator{"/proc/self/task"}) {
        std::string name;
        std::getline(std::ifstream{task.path() / "comm"}, name);
        std::uint64_t ns = 0;
        if (name == thread && std::ifstream{task.path() / "schedstat"} >> ns) return ns;
    }
    return 0;
}

std::size_t resident_bytes() {
    std::size_t pages = 0, resident = 0;
    std::ifstream{"/proc/self/statm"} >> pages >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::uint16_t port_of(const UdpSocket& socket) {
    SocketAddress address;
    socklen_t length = SocketAddress::capacity;
    getsockname(socket.fd(), address.raw(), &length);
    return address.port();
}

UdpSocket timed_socket() {
    auto socket = std::move(*UdpSocket::bound_to(*SocketAddress::from("127.0.0.1", 0)));
    const int on = 1, room = 4 << 20;
    setsockopt(socket.fd(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    setsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    return socket;
}

calls::LegAudio audio(std::uint16_t port, Codec codec) {
    const CodecChoice choice{codec, static_cast<std::uint8_t>(codec == Codec::opus ? 111 : 0)};
    return {{"127.0.0.1", port}, {}, choice, {choice}, 101, 101, true, true};
}

/// All phones: each leg gets 50 packets a second if they talk; the packets of some legs are timed.
class Phones {
  public:
    Phones() {
        for (std::size_t i = 0; i < observed; ++i) sockets_.push_back(timed_socket());
        last_.resize(observed);
    }
    std::uint16_t port(std::size_t leg) const { return port_of(sockets_[leg % observed]); }

    void start(std::vector<SocketAddress> legs, bool talking) {
        legs_ = std::move(legs);
        thread_ = std::jthread([this, talking](const std::stop_token& stop) { run(stop, talking); });
    }
    void stop() { thread_ = {}; }
    std::atomic<bool> timing{};
    std::vector<std::int64_t> off_us;  ///< deviation from 20 ms
    std::size_t lost{};                ///< of the timed streams, on the phones' side

  private:
    void run(const std::stop_token& stop, bool talking) {
        Instant due = clock_now();
        for (std::uint32_t slot = 0; !stop.stop_requested(); ++slot, due += 1ms) {
            if (talking) talk(slot);
            listen();
            while (clock_now() < due) std::this_thread::sleep_for(100us);
        }
    }
    void talk(std::uint32_t slot) {
        for (std::size_t i = slot % 20; i < legs_.size(); i += 20) {
            const std::uint32_t frame = slot / 20;
            media::write_rtp_header({false, 0, static_cast<std::uint16_t>(frame), frame * 160, 7},
                                    std::span{packet_}.first<12>());
            sockets_[i % observed].send(legs_[i], packet_);
        }
    }
    // Legs share these sockets; the first stream heard on each is timed, by the kernel's clock.
    void listen() {
        for (std::size_t i = 0; i < observed; ++i)
            for (std::size_t n = 0; (n = receive(sockets_[i].fd())) > 0;)
                take(i, media::Bytes{room_}.first(n));
    }
    std::size_t receive(int fd) {
        iovec room{room_.data(), room_.size()};
        alignas(cmsghdr) std::array<char, 128> control{};
        msghdr message{};
        message.msg_iov = &room, message.msg_iovlen = 1;
        message.msg_control = control.data(), message.msg_controllen = control.size();
        const ssize_t n = recvmsg(fd, &message, MSG_DONTWAIT);
        for (auto* c = CMSG_FIRSTHDR(&message); n > 0 && c != nullptr; c = CMSG_NXTHDR(&message, c))
            if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS)
                std::memcpy(&arrived_, CMSG_DATA(c), sizeof arrived_);
        return n > 0 ? static_cast<std::size_t>(n) : 0;
    }
    void take(std::size_t i, media::Bytes bytes) {
        const auto packet = media::read_rtp(bytes);
        if (!packet || media::looks_like_rtcp(bytes)) return;
        auto& last = last_[i];
        if (last.ssrc == 0) last.ssrc = packet->header.ssrc;
        if (last.ssrc != packet->header.ssrc) return;
        const Instant now{std::chrono::seconds{arrived_.tv_sec} + Duration{arrived_.tv_nsec / 1000}};
        const bool next = packet->header.sequence == static_cast<std::uint16_t>(last.sequence + 1);
        if (timing && next) off_us.push_back(std::abs((now - last.at - 20ms).count()));
        if (timing && !next) ++lost;
        last.at = now;
        last.sequence = packet->header.sequence;
    }

    struct Last {
        std::uint32_t ssrc{};
        std::uint16_t sequence{};
        Instant at{};
    };
    std::vector<UdpSocket> sockets_;
    std::vector<SocketAddress> legs_;
    std::vector<Last> last_;
    std::array<std::uint8_t, 172> packet_{};
    std::array<std::uint8_t, 1500> room_{};
    timespec arrived_{};
    std::jthread thread_;
};

struct Run {
    const char* name;
    bool music, talking, bridged;
    Codec other{Codec::pcmu};  // of every second leg
};

struct Snapshot {
    media::Counters counters;
    std::uint64_t cpu{cpu_of("media")};
    Instant at{clock_now()};
};

std::int64_t quantile(std::vector<std::int64_t>& values, double q) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

void report(const Run& run, std::size_t legs, const Snapshot& a, const Snapshot& b, Phones& phones) {
    const double seconds = static_cast<double>((b.at - a.at).count()) / 1e6;
    const double used = static_cast<double>(b.cpu - a.cpu);
    const auto rate = [&](std::uint64_t before, std::uint64_t after) {
        return static_cast<double>(after - before) / seconds;
    };
    fmt::print(
        "{:<20} {:>5} legs: CPU {:5.1f} %, {:5.2f} us per leg and 20 ms; sent {:.0f}/s, received {:.0f}/s; ",
        run.name, legs, used / seconds / 1e7, used / 1000 / static_cast<double>(legs) / (seconds * 50),
        rate(a.counters.packets_sent, b.counters.packets_sent),
        rate(a.counters.packets_received, b.counters.packets_received));
    fmt::print("off 20 ms p50 {} p99 {} p99.9 {} us, gaps {}, late slots {}\n", quantile(phones.off_us, 0.5),
               quantile(phones.off_us, 0.99), quantile(phones.off_us, 0.999), phones.lost,
               b.counters.late_ticks - a.counters.late_ticks);
}

std::vector<SocketAddress> open_legs(const Run& run, std::size_t count, media::Engine& engine,
                                     const Phones& phones) {
    std::vector<SocketAddress> legs;
    for (std::size_t i = 0; i < count; ++i) {
        const LegId leg{i + 1}, before{i};
        const auto here = engine.open(leg, "127.0.0.1");
        if (!here) return legs;
        legs.push_back(*SocketAddress::from(*here));
        engine.carry_out(calls::Negotiated{leg, audio(phones.port(i), i % 2 == 0 ? Codec::pcmu : run.other)});
        if (run.music) engine.carry_out(calls::PlayMusic{leg, "default"});
        if (run.bridged && i % 2 == 1) engine.carry_out(calls::Connect{before, leg});
    }
    return legs;
}

media::Way fastest = media::Way::raw;

void measure(const Run& run, std::size_t count, const sounds::Library& library) {
    media::Options options;
    options.first_port = 20000, options.last_port = 59999;
    options.fastest = fastest;
    const std::size_t before = resident_bytes();
    media::Engine engine{options, library, [](calls::Fact) {}};
    Phones phones;
    const auto legs = open_legs(run, count, engine, phones);
    if (legs.size() < count) return fmt::print("only {} legs could be opened\n", legs.size());
    phones.start(legs, run.talking);
    std::this_thread::sleep_for(1s);
    if (run.music && !run.talking)
        fmt::print("way {}; {} bytes of memory per leg; {}\n", media::text_of(engine.way().way),
                   (resident_bytes() - before) / count,
                   engine.realtime() ? "real-time priority" : "no real-time priority");
    const Snapshot first{engine.counters()};
    phones.timing = true;
    std::this_thread::sleep_for(measured);
    const Snapshot last{engine.counters()};
    phones.stop();
    report(run, count, first, last, phones);
}

}  // namespace

int main(int argc, char** argv) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    std::vector<std::size_t> counts;
    const bool named = argc > 1 && std::isalpha(argv[1][0]);
    if (named) fastest = static_cast<media::Way>(argv[1][0] - 'a');
    for (int i = named ? 2 : 1; i < argc; ++i) counts.push_back(std::strtoul(argv[i], nullptr, 10));
    if (counts.empty()) counts = {1000, 4000};
    const sounds::Library library{sounds::Sources{}};
    for (const std::size_t count : counts) {
        measure({"music", true, false, false}, count, library);
        measure({"music, callers talk", true, true, false}, count, library);
        measure({"bridged", false, true, true}, count, library);
    }
    measure({"transcoded to G.722", false, true, true, Codec::g722}, 200, library);
    measure({"transcoded to Opus", false, true, true, Codec::opus}, 40, library);
}
