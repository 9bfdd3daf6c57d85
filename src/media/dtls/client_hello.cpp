#include "media/dtls/client_hello.hpp"

#include <algorithm>

namespace layby::media {
namespace {

// Of a record: type, version, epoch, number, length. Of a handshake message: type, length, number, and where
// its fragment begins and how long it is.
constexpr std::uint8_t handshake = 22, client_hello_type = 1;
constexpr std::size_t epoch_at = 3, record_bytes = 13, fragment_at = record_bytes + 6,
                      message_bytes = record_bytes + 12, random_at = message_bytes + 2;

}  // namespace

std::optional<HelloRandom> client_hello(Bytes datagram) {
    HelloRandom random{};
    if (datagram.size() < random_at + random.size()) return {};
    const bool begins = datagram[0] == handshake && read16(datagram, epoch_at) == 0 &&
                        datagram[record_bytes] == client_hello_type && read16(datagram, fragment_at) == 0 &&
                        datagram[fragment_at + 2] == 0;
    if (!begins) return {};
    std::ranges::copy(datagram.subspan(random_at, random.size()), random.begin());
    return random;
}

}  // namespace layby::media
