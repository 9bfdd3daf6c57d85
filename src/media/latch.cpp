#include "media/latch.hpp"

namespace layby::media {

void Latch::negotiated(const Address& signalled, calls::Instant now) {
    // The same address again (a refresh, hold, resume): the peer is still where it was found.
    if (!(signalled == signalled_)) remote_ = signalled_ = signalled;
    negotiated_at_ = now;
    locked_ = false;
}

bool Latch::open(calls::Instant now) const {
    if (locked_) return false;
    return now < negotiated_at_ + (heard_ ? window : first_window);
}

bool Latch::accepts(const Address& from, bool plausible, calls::Instant now) {
    if (!(from == remote_)) {
        const bool rightful = from == signalled_;
        const bool taken = heard_ && now < heard_at_ + alive;
        if (!rightful && (!plausible || taken || !open(now))) return false;
        locked_ = !rightful;
        remote_ = from;
    }
    heard_ = true;
    heard_at_ = now;
    return true;
}

}  // namespace layby::media
