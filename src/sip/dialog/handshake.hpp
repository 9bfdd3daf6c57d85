// How far the first INVITE of a dialog has got. Plain value.
#pragma once

namespace layby::sip {

/// What is kept of either side's INVITE.
struct Handshake {
    bool answered{};   ///< a 2xx was sent or has come
    bool confirmed{};  ///< and its ACK has come or was sent
};

}  // namespace layby::sip
