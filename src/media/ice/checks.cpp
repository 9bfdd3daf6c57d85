#include "media/ice/checks.hpp"

#include <algorithm>

namespace layby::media {
namespace {

/// Who has proved nothing gets no more bytes than it has sent: a forged sender's victim is not hit harder.
std::size_t refusal(std::span<std::uint8_t> room, const StunMessage& request, int code) {
    const std::size_t length = write_refusal(room, request, code, {});
    return length <= request.bytes.size() ? length : 0;
}

/// The name of a check is OURS:THEIRS. We may not know theirs yet.
bool names(std::string_view username, const IceCredentials& ours) {
    return !ours.fragment.empty() && username.substr(0, username.find(':')) == ours.fragment;
}

}  // namespace

void Checks::agreed(const IceCredentials& ours) {
    if (ours == ours_) return;
    if (!ours_.fragment.empty()) before_ = ours_;
    ours_ = ours;
    placed_ = false;
}

void Checks::found(const SocketAddress& place, Instant now) {
    place_ = place;
    last_ = now;
    placed_ = true;
}

void Checks::heard(Instant now) {
    if (consents(now)) last_ = std::max(*last_, now);
}

void Checks::proved(const SocketAddress& from, Instant now) {
    if (last_ && from == place_) last_ = now;
}

const IceCredentials* Checks::whose(const StunMessage& request) const {
    if (names(*request.username, ours_)) return &ours_;
    return before_ && names(*request.username, *before_) ? &*before_ : nullptr;
}

Checks::Heard Checks::hear(const SocketAddress& from, Bytes bytes, Instant now,
                           std::span<std::uint8_t> room) {
    const auto request = read_stun(bytes);
    if (!request) return {};
    if (request->type == binding_indication && from == place_)
        heard(now);  // keeps the way open (RFC 8445 section 11)
    if (request->type != binding_request) return {};
    if (!request->username || !request->integrity_at) return {refusal(room, *request, 400)};
    const IceCredentials* with = whose(*request);
    if (with == nullptr || !is_authentic(*request, with->password)) return {refusal(room, *request, 401)};
    if (request->unknown != 0) return {write_refusal(room, *request, 420, with->password)};
    // A lite side is always the controlled one (RFC 8445 section 6.1.1).
    if (request->ice_controlled) return {write_refusal(room, *request, 487, with->password)};
    Heard heard{write_found(room, *request, from, with->password), true};
    // The place that the peer has chosen; before it chooses, the first that works.
    const bool first = with == &ours_ && !placed_;
    if (with == &ours_) {
        before_.reset();
        placed_ = true;
    }
    last_ = now;
    note(from);
    if (!request->use_candidate && !first) return heard;
    heard.moved = first || !(from == place_);
    place_ = from;
    return heard;
}

void Checks::note(const SocketAddress& from) {
    const auto known = std::ranges::find(checked_, from);
    const auto gap = known == checked_.end() ? checked_.end() - 1 : known;
    std::move_backward(checked_.begin(), gap, gap + 1);
    checked_.front() = from;
}

bool Checks::knows(const SocketAddress& from) const {
    if (from.port() == 0) return false;
    return from == place_ || std::ranges::find(checked_, from) != checked_.end();
}

}  // namespace layby::media
