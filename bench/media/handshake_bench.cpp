// What handshakes cost the thread that makes them (DTLS-SRTP): CPU time of a whole one, of a hello that is
// asked for its cookie, and of one from a stranger beyond what a leg may begin; and what one that is over
// takes in memory while it lingers.
//
//   handshake_bench [--quick]
#include <fmt/format.h>
#include <malloc.h>

#include <cstring>
#include <ctime>
#include <deque>

#include "media/dtls/desk.hpp"
#include "tls/certificate.hpp"

using namespace layby;
using namespace layby::media;

namespace {

double cpu_us() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

const SocketAddress somewhere = *SocketAddress::from("192.0.2.1", 40000);

/// The server's side, whose time is taken, and phones.
class Scene {
  public:
    explicit Scene(const Identity& phone) : phone_(phone) {}

    void expect(LegId leg, Handshakes::Whence whence) { desk_.expect(leg, phone_.fingerprint(), whence); }
    Datagram hello() { return Handshake::make(phone_, Handshake::Side::client)->say().at(0); }
    void hear(LegId leg, const Datagram& datagram) {
        const double begin = cpu_us();
        desk_.hear(leg, somewhere, datagram, now);
        us += cpu_us() - begin;
    }
    void shake(LegId leg) {
        const auto phone = Handshake::make(phone_, Handshake::Side::client);
        for (auto words = phone->say(); !words.empty(); words = phone->say()) {
            for (const auto& datagram : words) hear(leg, datagram);
            for (; !said_.empty(); said_.pop_front()) phone->hear(said_.front().datagram);
        }
    }
    Instant now{std::chrono::seconds{100}};
    double us{};
    std::size_t agreed{};

  private:
    const Identity& phone_;
    Identity ours_{*Identity::of(tls::self_made_pem("layby"))};
    std::deque<Desk::Say> said_;
    Desk desk_{ours_, [this](Desk::News news) {
                   if (std::holds_alternative<Desk::Agreed>(news)) ++agreed;
                   if (auto* say = std::get_if<Desk::Say>(&news)) said_.push_back(std::move(*say));
               }};
};

}  // namespace

int main(int argc, char** argv) {
    const bool quick = argc > 1 && std::strcmp(argv[1], "--quick") == 0;
    const std::size_t count = quick ? 100 : 1000;
    const Identity phone = *Identity::of(tls::self_made_pem("phone"));

    Scene whole{phone};
    const auto before = mallinfo2().uordblks;
    for (std::size_t i = 0; i < count; ++i) {
        whole.expect(LegId{i}, Handshakes::Whence::checked);
        whole.shake(LegId{i});
    }
    fmt::print("a whole handshake: {:.0f} µs, and {:.0f} kB while it lingers ({} of {} agreed)\n",
               whole.us / static_cast<double>(count),
               static_cast<double>(mallinfo2().uordblks - before) / 1024 / static_cast<double>(count),
               whole.agreed, count);

    Scene flood{phone};
    flood.expect(LegId{1}, Handshakes::Whence::claimed);
    const Datagram without_cookie = flood.hello();
    for (std::size_t i = 0; i < count; ++i) flood.hear(LegId{1}, without_cookie);
    fmt::print("a hello that is asked for its cookie: {:.1f} µs\n", flood.us / static_cast<double>(count));

    Scene many{phone};
    many.expect(LegId{1}, Handshakes::Whence::checked);
    std::vector<Datagram> hellos;
    for (std::size_t i = 0; i < count; ++i) hellos.push_back(many.hello());
    for (const auto& hello : hellos) many.hear(LegId{1}, hello);
    fmt::print("a hello to one leg, of {} at once: {:.1f} µs\n", count, many.us / static_cast<double>(count));
}
