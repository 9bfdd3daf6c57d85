// Legs whose packets are encrypted (SRTP).
#include <utility>

#include "media/core/core.hpp"
#include "runtime/log.hpp"

namespace layby::media {

/// The same keys, said again, go on. True: our stream has to begin anew, as the peer counts its rounds from
/// zero under another key of its own or of ours.
bool Core::set_keys(Leg& leg, const std::optional<SrtpKeys>& keys) {
    if (!keys) {
        leg.secured.reset();
        return false;
    }
    if (!leg.secured || leg.secured->keys.ours != keys->ours) {
        const bool proved = leg.secured && leg.secured->proved;  // packets under the old key are on the way
        leg.secured = std::make_unique<Secured>(*keys);
        leg.secured->proved = proved;
        return true;
    }
    if (leg.secured->keys.theirs == keys->theirs) return false;
    leg.secured->keys.theirs = keys->theirs;
    leg.secured->in = SrtpReceiver{keys->theirs};
    return true;
}

/// As the peer wrote it; into room that the next packet takes over. A network repeats packets, so one that is
/// refused is worth a word only while none was right.
std::optional<Bytes> Core::opened(Leg& leg, Channel channel, const SocketAddress& from, Bytes bytes) {
    if (!leg.secured && leg.agreement) return {};
    if (!leg.secured) return bytes;
    const auto plain = leg.secured->open(channel, bytes, plain_);
    leg.secured->proved = leg.secured->proved || plain;
    if (plain || leg.secured->proved || channel != Channel::rtp || from != leg.remote()) return plain;
    if (std::exchange(leg.secured->refusal_told, true)) return plain;
    const auto at = from.endpoint();
    log::warn("leg {}: audio from {} port {} isn't encrypted with the key that was agreed, so it isn't heard",
              leg.id.value, at.ip, at.port);
    return plain;
}

}  // namespace layby::media
