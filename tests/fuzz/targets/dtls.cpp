// Datagrams that look like DTLS, on the port of a leg whose keys come by a handshake. The first byte says how
// the leg is reached; before each datagram stands its length in two bytes.
#include "../entry.hpp"
#include "media/dtls/desk.hpp"
#include "runtime/log.hpp"
#include "tls/certificate.hpp"

using namespace layby;

namespace {

const media::Identity& ourselves() {
    static const auto made = [] {
        spdlog::set_level(spdlog::level::off);
        return *media::Identity::of(tls::self_made_pem("layby"));
    }();
    return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    media::Bytes rest{data + 1, size - 1};
    bool agreed = false;
    media::Desk desk{ourselves(), [&](media::Desk::News news) {
                         agreed = agreed || std::holds_alternative<media::Desk::Agreed>(news);
                         if (const auto* say = std::get_if<media::Desk::Say>(&news))
                             fuzz::must(say->datagram.size() <= media::max_packet_bytes, "what we say fits");
                     }};
    const LegId leg{1};
    Instant now{std::chrono::seconds{100}};
    const auto from = *media::SocketAddress::from("192.0.2.1", 4000);
    using Whence = media::Handshakes::Whence;
    desk.expect(leg, {DigestName::sha_256, std::vector<std::uint8_t>(32, 7)},
                (data[0] & 1) != 0 ? Whence::checked : Whence::claimed);
    if ((data[0] & 2) != 0) desk.begin(leg, from, now);
    while (rest.size() > 2) {
        const std::size_t length = std::min<std::size_t>(media::read16(rest, 0), rest.size() - 2);
        desk.hear(leg, from, rest.subspan(2, std::min(length, media::max_packet_bytes)), now);
        rest = rest.subspan(2 + length);
        now += std::chrono::seconds{1};
        desk.expire(now);
        fuzz::must(desk.under_way() <= media::Desk::most_of_a_leg, "no leg has more than its share");
    }
    desk.forget(leg);
    fuzz::must(desk.under_way() == 0 && !desk.next_deadline(), "nothing is left of a leg that is over");
    fuzz::must(!agreed, "nobody agrees without the certificate");
    return 0;
}
