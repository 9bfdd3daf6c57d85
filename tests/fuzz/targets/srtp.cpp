// Encrypted packets: bytes of a stranger, and those of a peer who has the key and may be anywhere in its
// streams, also when changed on their way. What comes out was put in, and once only.
#include <array>
#include <set>
#include <vector>

#include "../entry.hpp"
#include "media/srtp/packet_index.hpp"
#include "media/srtp/packet_layout.hpp"
#include "media/srtp/receiver.hpp"
#include "media/srtp/sender.hpp"

using namespace layby;
using namespace layby::media;

namespace {

using Packet = std::vector<std::uint8_t>;

/// What is left of the input.
class Input {
  public:
    explicit Input(Bytes bytes) : bytes_(bytes) {}
    bool empty() const { return bytes_.empty(); }
    std::uint8_t byte() {
        if (bytes_.empty()) return 0;
        const std::uint8_t first = bytes_.front();
        bytes_ = bytes_.subspan(1);
        return first;
    }
    std::uint16_t word() {
        const std::uint8_t high = byte();
        return static_cast<std::uint16_t>(high << 8 | byte());
    }
    Packet bytes() {
        const std::size_t count = std::min<std::size_t>(byte(), bytes_.size());
        Packet taken(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(count));
        bytes_ = bytes_.subspan(count);
        return taken;
    }

  private:
    Bytes bytes_;
};

/// In the order of the input: what is in braces is.
struct Spot {
    std::uint16_t round, sequence;
    std::uint8_t ssrc;
};

SrtpKey key_of(std::uint8_t byte) {
    SrtpKey::Bytes bytes;
    bytes.fill(0x5a);
    return {static_cast<SrtpCipher>(byte % srtp_cipher_count), bytes};
}

class Game {
  public:
    explicit Game(const SrtpKey& key)
        : anywhere_(make_transform(key, SrtpUse::rtp)), sender_(key), receiver_(key), other_receiver_(key) {}

    void step(Input& input) {
        switch (input.byte() % 6) {
            case 0:
                return stranger(input.bytes());
            case 1:
                return peer(spot(input), 0);
            case 2:
                return change(input);
            case 3:
                return skip(spot(input));
            case 4:
                return send(input.bytes(), &SrtpSender::protect_rtp, &SrtpReceiver::open_rtp);
            default:
                return send(input.bytes(), &SrtpSender::protect_rtcp, &SrtpReceiver::open_rtcp);
        }
    }

  private:
    void stranger(const Packet& packet) {
        fuzz::must(!receiver_.open_rtp(packet, plain_), "a stranger's packet is refused");
        fuzz::must(!receiver_.open_rtcp(packet, plain_), "a stranger's report is refused");
    }

    static Spot spot(Input& input) { return {input.word(), input.word(), input.byte()}; }
    void skip(const Spot& spot) { receiver_.skip(spot.ssrc % 8U, spot.sequence); }
    void change(Input& input) {
        const Spot where = spot(input);
        peer(where, 1 + input.word());
    }

    /// The packet of a peer at any place of its stream; `changed`: the bit with this number, none for 0.
    void peer(const Spot& spot, std::size_t changed) {
        const SrtpPlace place{spot.ssrc % 8U, packet_index(spot.round % 300U, spot.sequence), {}};
        Packet packet(rtp_header_bytes + 20), tag(anywhere_->tag_bytes());
        write_rtp_header({false, 0, spot.sequence, 0, place.ssrc},
                         std::span{packet}.first<rtp_header_bytes>());
        const Packet before = packet;
        fuzz::must(anywhere_->seal(place, packet, rtp_header_bytes, tag), "it can be sealed");
        packet.insert(packet.end(), tag.begin(), tag.end());
        if (changed > 0) packet[changed / 8 % packet.size()] ^= static_cast<std::uint8_t>(1 << changed % 8);
        const auto opened = receiver_.open_rtp(packet, plain_);
        if (!opened) return;
        fuzz::must(changed == 0, "what was changed is refused");
        fuzz::must(std::ranges::equal(*opened, before), "it is what it was");
        fuzz::must(opened_.emplace(place.ssrc, place.index).second, "nothing is opened twice");
    }

    using Protect = std::size_t (SrtpSender::*)(std::span<std::uint8_t>, std::size_t);
    using Open = std::optional<Bytes> (SrtpReceiver::*)(Bytes, std::span<std::uint8_t>);
    /// One with any header, as long as it is one.
    void send(const Packet& packet, Protect protect, Open open) {
        const bool rtp = protect == &SrtpSender::protect_rtp;
        if (rtp ? !rtp_header_length(packet) : !looks_like_rtcp_report(packet)) return;
        Packet room = packet;
        room.resize(packet.size() + max_srtp_trailer);
        const std::size_t length = (sender_.*protect)(room, packet.size());
        fuzz::must(length <= room.size(), "it has room");
        if (length == 0) return;
        const Bytes sealed = Bytes{room}.first(length);
        const auto opened = (other_receiver_.*open)(sealed, plain_);
        fuzz::must(!opened || std::ranges::equal(*opened, packet), "it is what it was");
        fuzz::must(!(other_receiver_.*open)(sealed, plain_), "nothing is opened twice");
    }

    std::array<std::uint8_t, max_packet_bytes> plain_{};
    std::unique_ptr<Transform> anywhere_;
    SrtpSender sender_;
    SrtpReceiver receiver_, other_receiver_;
    std::set<std::pair<std::uint32_t, std::uint64_t>> opened_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input{Bytes{data, size}};
    Game game{key_of(input.byte())};
    while (!input.empty()) game.step(input);
    return 0;
}
