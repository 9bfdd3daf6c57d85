#include "media/dtls/desk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "media/dtls/fingerprint.hpp"
#include "runtime/log.hpp"

namespace layby::media {
namespace {

/// Of a leg and an address alone, and for one minute and the next.
CookieOf cookie_for(LegId leg, const SocketAddress& from, Instant now) {
    const auto at = from.endpoint();
    const auto minute = std::chrono::floor<std::chrono::minutes>(now.time_since_epoch()).count();
    const auto of = [&](std::int64_t when) {
        const auto text = fmt::format("{} {} {} {}", leg.value, at.ip, at.port, when);
        return std::vector<std::uint8_t>{text.begin(), text.end()};
    };
    return {of(minute), of(minute - 1)};
}

}  // namespace

void Desk::expect(LegId id, const Fingerprint& peer, Handshakes::Whence whence) {
    Leg& leg = legs_.try_emplace(id, Leg{id}).first->second;
    if (leg.expected != peer) drop_ours(leg);
    leg.expected = peer;
    leg.whence = whence;
    leg.failure_told = false;
}

void Desk::forget(LegId id) {
    const auto found = legs_.find(id);
    if (found == legs_.end()) return;
    Leg& leg = found->second;
    under_way_ -= leg.under_way.size();
    leg.under_way.clear();
    leg.again.reset();
    end_linger(leg);
    schedule(leg);
    legs_.erase(found);
}

void Desk::begin(LegId id, const SocketAddress& to, Instant now) {
    const auto found = legs_.find(id);
    if (found == legs_.end()) return;
    drop_ours(found->second);
    start(found->second, to, now);
    schedule(found->second);
}

void Desk::start(Leg& leg, const SocketAddress& to, Instant now) {
    leg.again = Again{to, now + before_again};
    if (!may_begin(leg, now)) return;
    auto handshake = Handshake::make(identity_, Handshake::Side::client);
    if (!handshake) return;
    leg.again.reset();
    add(leg, {std::move(handshake), to, {}, now + longest}, now);
}

void Desk::hear(LegId id, const SocketAddress& from, Bytes datagram, Instant now) {
    const auto found = legs_.find(id);
    if (found == legs_.end()) return;
    Leg& leg = found->second;
    const auto hello = client_hello(datagram);
    if (Try* one = find(leg, from, hello)) {
        one->handshake->hear(datagram);
        advance(leg, *one, now);
    } else if (hello) {
        accept(leg, from, datagram, *hello, now);
    }
    schedule(leg);
}

/// Whom a datagram is for. A hello that isn't known is for nobody yet.
Desk::Try* Desk::find(Leg& leg, const SocketAddress& from, const std::optional<HelloRandom>& hello) {
    const auto fits = [&](const Try& one) {
        if (hello) return one.hello == hello;
        return leg.whence == Handshakes::Whence::checked || one.peer == from;
    };
    const auto found = std::ranges::find_if(leg.under_way, fits);
    if (found != leg.under_way.end()) return &*found;
    return leg.over && fits(*leg.over) ? &*leg.over : nullptr;
}

void Desk::accept(Leg& leg, const SocketAddress& from, Bytes datagram, const HelloRandom& hello,
                  Instant now) {
    std::unique_ptr<Handshake> handshake;
    const bool claimed = leg.whence == Handshakes::Whence::claimed;
    if (claimed) handshake = accept_with_cookie(leg, from, datagram, now);
    if ((claimed && !handshake) || !may_begin(leg, now)) return;
    if (!claimed) handshake = Handshake::make(identity_, Handshake::Side::server);
    if (!handshake) return;
    claimed ? handshake->go_on() : handshake->hear(datagram);
    add(leg, {std::move(handshake), from, hello, now + longest}, now);
}

/// None until it has repeated what it was asked to.
std::unique_ptr<Handshake> Desk::accept_with_cookie(const Leg& leg, const SocketAddress& from, Bytes datagram,
                                                    Instant now) {
    if (!spare_) spare_ = Handshake::make(identity_, Handshake::Side::server);
    if (!spare_) return {};
    if (spare_->hear_with_cookie(datagram, cookie_for(leg.id, from, now))) return std::move(spare_);
    for (auto& asking : spare_->say()) tell_(Say{leg.id, from, std::move(asking)});
    return {};
}

bool Desk::may_begin(Leg& leg, Instant now) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now - leg.left_at);
    if (seconds.count() > 0) {
        const auto more = static_cast<unsigned>(std::min<std::int64_t>(seconds.count(), most_in_a_row));
        leg.left = std::min(leg.left + more, most_in_a_row);
        leg.left_at = now;
    }
    if (leg.left == 0 || under_way_ >= most_under_way) return false;
    --leg.left;
    return true;
}

void Desk::add(Leg& leg, Try one, Instant now) {
    if (leg.under_way.size() == most_of_a_leg) drop(leg, leg.under_way.back(), now);
    leg.under_way.insert(leg.under_way.begin(), std::move(one));
    ++under_way_;
    advance(leg, leg.under_way.front(), now);
}

/// It comes to nothing.
void Desk::drop(Leg& leg, const Try& one, Instant now) {
    if (!one.hello) leg.again = Again{one.peer, now + before_again};
    leg.under_way.erase(leg.under_way.begin() + (&one - leg.under_way.data()));
    --under_way_;
}

/// What we have begun.
void Desk::drop_ours(Leg& leg) {
    leg.again.reset();
    under_way_ -= std::erase_if(leg.under_way, [](const Try& one) { return !one.hello; });
}

/// After it has heard something, or has waited in vain.
void Desk::advance(Leg& leg, Try& one, Instant now) {
    say(leg, one, now);
    if (leg.over && &one == &*leg.over) return;
    switch (one.handshake->state()) {
        case Handshake::State::going_on:
            return;
        case Handshake::State::over:
            return finish(leg, one, now);
        case Handshake::State::failed:
            complain(leg, one, one.handshake->why());
            return drop(leg, one, now);
    }
}

void Desk::say(const Leg& leg, Try& one, Instant now) {
    for (auto& datagram : one.handshake->say()) tell_(Say{leg.id, one.peer, std::move(datagram)});
    one.repeat_at.reset();
    if (const auto left = one.handshake->repeat_in()) one.repeat_at = now + *left;
}

void Desk::finish(Leg& leg, Try& one, Instant now) {
    const auto peer = one.handshake->peer(leg.expected.hash);
    const auto keys = one.handshake->keys();
    std::string wrong;
    if (!keys) wrong = "it has no cipher for audio in common with us";
    if (!peer || *peer != leg.expected)
        wrong = fmt::format("its certificate is {}, and not {} as it was agreed",
                            peer ? text_of(*peer) : "none", text_of(leg.expected));
    if (!wrong.empty()) {
        complain(leg, one, wrong);
        return drop(leg, one, now);
    }
    tell_(Agreed{leg.id, leg.expected, one.peer, *keys});
    leg.failure_told = false;
    end_linger(leg);
    const auto older = leg.under_way.begin() + (&one - leg.under_way.data());
    if (lingering_ < most_lingering) {
        ++lingering_;
        leg.over = std::move(*older);
        leg.over->ends_at = now + lingers;
    }
    under_way_ -= static_cast<std::size_t>(leg.under_way.end() - older);
    leg.under_way.erase(older, leg.under_way.end());
    drop_ours(leg);
}

void Desk::end_linger(Leg& leg) {
    if (leg.over) --lingering_;
    leg.over.reset();
}

/// Once: who fails will try again.
void Desk::complain(Leg& leg, const Try& one, const std::string& why) {
    if (std::exchange(leg.failure_told, true)) return;
    const auto at = one.peer.endpoint();
    log::warn("leg {}: no keys could be agreed with {} port {}, so it isn't heard: {}", leg.id.value, at.ip,
              at.port, why);
}

void Desk::expire(Instant now) {
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        Leg& leg = legs_.at(LegId{deadlines_.begin()->second});
        expire(leg, now);
        schedule(leg);
    }
}

void Desk::expire(Leg& leg, Instant now) {
    if (leg.over && now >= leg.over->ends_at) end_linger(leg);
    for (std::size_t i = leg.under_way.size(); i-- > 0;) {
        Try& one = leg.under_way[i];
        if (now >= one.ends_at) {
            complain(leg, one, "it doesn't answer");
            drop(leg, one, now);
        } else if (one.repeat_at && now >= *one.repeat_at) {
            one.handshake->repeat();
            advance(leg, one, now);
        }
    }
    if (leg.again && now >= leg.again->at) start(leg, SocketAddress{leg.again->to}, now);
}

std::optional<Instant> Desk::next_deadline() const {
    if (deadlines_.empty()) return {};
    return deadlines_.begin()->first;
}

void Desk::schedule(Leg& leg) {
    if (leg.deadline) deadlines_.erase({*leg.deadline, leg.id.value});
    leg.deadline.reset();
    const auto soonest = [&](Instant at) { leg.deadline = std::min(leg.deadline.value_or(at), at); };
    if (leg.over) soonest(leg.over->ends_at);
    if (leg.again) soonest(leg.again->at);
    for (const auto& one : leg.under_way)
        soonest(one.repeat_at ? std::min(*one.repeat_at, one.ends_at) : one.ends_at);
    if (leg.deadline) deadlines_.emplace(*leg.deadline, leg.id.value);
}

}  // namespace layby::media
