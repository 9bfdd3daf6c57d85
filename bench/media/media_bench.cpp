// What the media engine alone costs: CPU time of its one thread per packet, for legs that hear music (with
// and without talking themselves) and for bridges, relayed and transcoded; how steady the music is; memory
// per leg. Legs and phones are in this process, on loopback; the phones' thread is not counted.
//
//   media_bench [legs ...]      default: 1000 4000
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "media/engine.hpp"
#include "media/rtp_packet.hpp"
#include "media/sockets.hpp"

using namespace layby;
using namespace std::chrono_literals;
using media::Address;
using media::Instant;
using media::Sockets;
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
    Address address;
    socklen_t length = Address::capacity;
    getsockname(socket.fd(), address.raw(), &length);
    return address.port();
}

UdpSocket free_socket() { return std::move(*UdpSocket::bound_to(*Address::from("127.0.0.1", 0))); }

calls::LegAudio audio(std::uint16_t port, calls::Codec codec) {
    const calls::CodecChoice choice{codec, static_cast<std::uint8_t>(codec == calls::Codec::opus ? 111 : 0)};
    return {{"127.0.0.1", port}, {}, choice, {choice}, 101, 101, true, true};
}

/// All phones: each leg gets 50 packets a second if they talk; the packets of some legs are timed.
class Phones {
  public:
    Phones() {
        for (std::size_t i = 0; i < observed; ++i) sockets_.push_back(free_socket());
        last_.resize(observed);
    }
    std::uint16_t port(std::size_t leg) const { return port_of(sockets_[leg % observed]); }

    void start(std::vector<Address> legs, bool talking) {
        legs_ = std::move(legs);
        thread_ = std::jthread([this, talking](const std::stop_token& stop) { run(stop, talking); });
    }
    void stop() { thread_ = {}; }
    std::atomic<bool> timing{};
    std::vector<std::int64_t> off_us;  ///< deviation from 20 ms
    std::size_t got{};

  private:
    void run(const std::stop_token& stop, bool talking) {
        Instant due = Sockets::now();
        for (std::uint32_t slot = 0; !stop.stop_requested(); ++slot, due += 1ms) {
            if (talking) talk(slot);
            listen();
            while (Sockets::now() < due) std::this_thread::sleep_for(100us);
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
    // The first `observed` legs have a socket each to themselves only if there are no more; so legs are told
    // apart by their SSRC: the first one heard on a socket is timed.
    void listen() {
        for (std::size_t i = 0; i < observed; ++i) {
            Address from;
            for (std::span<std::uint8_t> bytes; !(bytes = sockets_[i].receive(room_, from)).empty();)
                take(i, bytes);
        }
    }
    void take(std::size_t i, media::Bytes bytes) {
        const auto packet = media::read_rtp(bytes);
        if (!packet || media::looks_like_rtcp(bytes)) return;
        ++got;
        auto& last = last_[i];
        if (last.ssrc == 0) last.ssrc = packet->header.ssrc;
        if (last.ssrc != packet->header.ssrc) return;
        const Instant now = Sockets::now();
        if (timing && last.at != Instant{}) off_us.push_back(std::abs((now - last.at - 20ms).count()));
        last.at = now;
    }

    struct Last {
        std::uint32_t ssrc{};
        Instant at{};
    };
    std::vector<UdpSocket> sockets_;
    std::vector<Address> legs_;
    std::vector<Last> last_;
    std::array<std::uint8_t, 172> packet_{};
    std::array<std::uint8_t, 1500> room_{};
    std::jthread thread_;
};

struct Run {
    const char* name;
    bool music, talking, bridged;
    calls::Codec other{calls::Codec::pcmu};  // of every second leg
};

void measure(const Run& run, std::size_t count, const sounds::Library& library) {
    media::Options options;
    options.first_port = 20000, options.last_port = 59999;
    const std::size_t before = resident_bytes();
    media::Engine engine{options, library, [](calls::Fact) {}};
    Phones phones;
    std::vector<Address> legs;
    for (std::size_t i = 0; i < count; ++i) {
        const auto here = engine.open(calls::LegId{i + 1}, "127.0.0.1");
        if (!here) return fmt::print("only {} legs could be opened\n", i), void();
        legs.push_back(*Address::from(*here));
        engine.negotiated(calls::LegId{i + 1},
                          audio(phones.port(i), i % 2 == 0 ? calls::Codec::pcmu : run.other));
        if (run.music) engine.play_music(calls::LegId{i + 1}, "default");
        if (run.bridged && i % 2 == 1) engine.bridge(calls::LegId{i}, calls::LegId{i + 1});
    }
    phones.start(legs, run.talking);
    std::this_thread::sleep_for(1s);
    const std::size_t memory = resident_bytes() - before;
    const auto counters = engine.counters();
    const std::uint64_t cpu = cpu_of("media");
    const Instant begin = Sockets::now();
    phones.timing = true;
    std::this_thread::sleep_for(measured);
    const double seconds = static_cast<double>((Sockets::now() - begin).count()) / 1e6;
    const double used = static_cast<double>(cpu_of("media") - cpu);
    const auto after = engine.counters();
    phones.stop();
    const auto sent = static_cast<double>(after.packets_sent - counters.packets_sent);
    const auto received = static_cast<double>(after.packets_received - counters.packets_received);
    auto& off = phones.off_us;
    std::sort(off.begin(), off.end());
    const auto at = [&](double q) {
        return off.empty() ? 0 : off[static_cast<std::size_t>(q * static_cast<double>(off.size() - 1))];
    };
    fmt::print(
        "{:<22} {:>5} legs  CPU {:5.1f} %  {:5.2f} us per 20 ms of a leg  sent {:6.0f}/s received {:6.0f}/s  "
        "off 20 ms p50 {} p99 {} p99.9 {} us  late {}  {} kB per leg{}\n",
        run.name, count, used / seconds / 1e7, used / 1000 / static_cast<double>(count) / (seconds * 50),
        sent / seconds, received / seconds, at(0.5), at(0.99), at(0.999),
        after.late_ticks - counters.late_ticks, memory / count / 1024,
        engine.realtime() ? "" : "  (no real-time priority)");
}

}  // namespace

int main(int argc, char** argv) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    std::vector<std::size_t> counts;
    for (int i = 1; i < argc; ++i) counts.push_back(std::strtoul(argv[i], nullptr, 10));
    if (counts.empty()) counts = {1000, 4000};
    const sounds::Library library{sounds::Sources{}};
    for (const std::size_t count : counts) {
        measure({"music", true, false, false}, count, library);
        measure({"music, callers talk", true, true, false}, count, library);
        measure({"bridged", false, true, true}, count, library);
    }
    measure({"transcoded to G.722", false, true, true, calls::Codec::g722}, 200, library);
    measure({"transcoded to Opus", false, true, true, calls::Codec::opus}, 40, library);
}
