// A datagram that looks like STUN, on the port of a leg whose peer proves by checks where it is.
#include <array>
#include <vector>

#include "../entry.hpp"
#include "media/ice/checks.hpp"

using namespace layby;

namespace {

/// Bit by bit: most inputs would end at this word.
std::uint32_t crc_of(media::Bytes bytes) {
    std::uint32_t crc = 0xffffffff;
    for (const auto byte : bytes)
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (((crc ^ byte >> bit) & 1) != 0 ? 0xedb88320 : 0);
    return ~crc;
}

/// With a right length and FINGERPRINT behind it.
std::vector<std::uint8_t> finished(media::Bytes bytes) {
    std::vector<std::uint8_t> out(bytes.begin(), bytes.end());
    out.resize((std::max(out.size(), media::stun_header_bytes) + 3) / 4 * 4);
    media::write32(out, 4, 0x2112a442);
    media::write16(out, 2, static_cast<std::uint16_t>(out.size() + 8 - media::stun_header_bytes));
    const auto crc = crc_of(out) ^ 0x5354554e;
    out.insert(out.end(), {0x80, 0x28, 0, 4, 0, 0, 0, 0});
    media::write32(out, out.size() - 4, crc);
    return out;
}

void hear(media::Bytes bytes) {
    media::Checks checks;
    checks.agreed({"ours", "a password of ours which is long"});
    const auto from = *media::SocketAddress::from("2001:db8::1", 4000);
    std::array<std::uint8_t, media::max_stun_answer> room{};
    const auto heard = checks.hear(from, bytes, Instant{std::chrono::seconds{1}}, room);
    fuzz::must(heard.answer <= room.size(), "an answer fits");
    fuzz::must(heard.valid || !checks.knows(from), "who has proved nothing isn't known");
    fuzz::must(heard.valid || heard.answer <= bytes.size(), "nobody is hit harder");
    if (heard.answer > 0)
        fuzz::must(media::read_stun(media::Bytes{room}.first(heard.answer)).has_value(),
                   "an answer is a message");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const media::Bytes bytes{data, std::min(size, media::max_packet_bytes - 32)};
    hear(bytes);
    hear(finished(bytes));
    return 0;
}
