#include "media/dtls/keeper.hpp"

#include <pthread.h>

#include <type_traits>

namespace layby::media {
namespace {

/// The same clock as that of the media thread.
Instant keeper_now() {
    return Instant{std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

std::chrono::milliseconds time_until(Instant deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - keeper_now());
    return std::max(left, std::chrono::milliseconds{0});
}

}  // namespace

Keeper::Keeper(Identity identity, std::function<void(Desk::News)> tell)
    : identity_(std::move(identity)), desk_(identity_, std::move(tell)), thread_([this] { run(); }) {}

Keeper::~Keeper() { stop(); }

void Keeper::stop() {
    if (!thread_.joinable()) return;
    stop_ = true;
    bell_.ring();
    thread_.join();
}

void Keeper::put(Letter letter) {
    if (letters_.put(std::move(letter))) bell_.ring();
}

void Keeper::expect(LegId leg, const Fingerprint& peer, Whence whence) { put(Expect{leg, peer, whence}); }
void Keeper::begin(LegId leg, const SocketAddress& to) { put(Begin{leg, to}); }
void Keeper::forget(LegId leg) { put(Forget{leg}); }

void Keeper::hear(LegId leg, const SocketAddress& from, Bytes datagram) {
    if (waiting_ >= most_waiting) return;
    ++waiting_;
    put(Hear{leg, from, {datagram.begin(), datagram.end()}});
}

void Keeper::run() {
    pthread_setname_np(pthread_self(), "handshakes");
    std::vector<Letter> taken;
    while (!stop_) {
        const auto due = desk_.next_deadline();
        due ? bell_.wait(time_until(*due)) : bell_.wait();
        bell_.silence();
        letters_.take(taken);
        for (const auto& letter : taken)
            if (!stop_) open(letter);
        desk_.expire(keeper_now());
    }
}

void Keeper::open(const Letter& letter) {
    if (const auto* one = std::get_if<Expect>(&letter)) return desk_.expect(one->leg, one->peer, one->whence);
    if (const auto* one = std::get_if<Begin>(&letter)) return desk_.begin(one->leg, one->to, keeper_now());
    if (const auto* one = std::get_if<Forget>(&letter)) return desk_.forget(one->leg);
    const auto& heard = std::get<Hear>(letter);
    --waiting_;
    desk_.hear(heard.leg, heard.from, heard.datagram, keeper_now());
}

}  // namespace layby::media
