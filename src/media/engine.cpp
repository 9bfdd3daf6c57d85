#include "media/engine.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <random>
#include <unordered_set>

#include "media/wire/media_thread.hpp"
#include "media/wire/port_pool.hpp"
#include "runtime/check.hpp"
#include "runtime/log.hpp"
#include "runtime/one_thread.hpp"

namespace layby::media {
namespace {

/// How many ports that other programs have taken are skipped in one open(): another telephone system takes
/// them by the hundred, one after the other. Some 5 µs each.
constexpr int most_taken = 1000;

/// One in twenty, and at least a call's two, unless that is all there is.
std::size_t kept_of(std::size_t ports) { return std::min(std::max<std::size_t>(ports / 20, 2), ports / 4); }

std::uint64_t random_secret() {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

/// The NTP time (seconds since 1900, 32.32 bits) when the monotonic clock was zero.
std::uint64_t ntp_at_zero() {
    using namespace std::chrono;
    constexpr std::int64_t from_1900_to_1970 = 2'208'988'800;
    const auto zero = duration_cast<microseconds>(system_clock::now().time_since_epoch()) -
                      Sockets::now().time_since_epoch() + seconds{from_1900_to_1970};
    const auto us = static_cast<std::uint64_t>(zero.count());
    return (us / 1'000'000) << 32 | ((us % 1'000'000) << 32) / 1'000'000;
}

}  // namespace

struct Engine::Inside {
    runtime::OneThread signalling;
    const sounds::Library& sounds;
    std::random_device device;
    PortPool pool;
    const std::size_t kept;  // ports for who ends a wait
    runtime::Mailbox<std::uint16_t> released;
    std::atomic<std::size_t> ports{};
    std::unordered_set<LegId> open;  // as the signalling thread sees it
    Tally tally;
    bool realtime{};
    MediaThread thread;

    Inside(const Options& options, const sounds::Library& library, std::function<void(calls::Fact)> tell)
        : sounds(library),
          pool(options.first_port, options.last_port, [this] { return device(); }),
          kept(kept_of(pool.free())),
          thread({options.lost_after, options.secret != 0 ? options.secret : random_secret(), ntp_at_zero()},
                 std::move(tell), tally) {
        realtime = options.realtime && thread.make_realtime();
    }

    Playout::Sounds sounds_of(const calls::Phrase& phrase) const {
        Playout::Sounds found;
        for (const auto& name : phrase) found.push_back(sounds.prompt(name));
        return found;
    }

    /// A pair on free ports. The port of a failed attempt rests for a while.
    std::optional<PortPair> bind_pair(const SocketAddress& near) {
        for (int i = 0; i < most_taken; ++i) {
            const auto port = pool.take();
            if (!port) return log::warn("no RTP port: all of them are in use"), std::nullopt;
            auto pair = PortPair::bound_to(near.with_port(*port));
            if (pair) return pair;
            const int why = errno;
            pool.give_back(*port);
            if (why == EADDRINUSE) continue;
            log::warn("no RTP port: {}", std::strerror(why));
            return {};
        }
        log::warn("no RTP port: other programs have the next {}", most_taken);
        return {};
    }

    /// The pair on this very port.
    std::optional<PortPair> bind_again(const SocketAddress& near) {
        if (!pool.take(near.port())) return {};
        auto pair = PortPair::bound_to(near);
        if (pair) return pair;
        log::warn("RTP port {} can't be taken again: {}", near.port(), std::strerror(errno));
        pool.give_back(near.port());
        return {};
    }

    /// The leg is open from now on, on these ports.
    void settle(LegId leg, PortPair pair) {
        ++ports;
        open.insert(leg);
        thread.post(MediaThread::Job{
            [leg, pair = std::move(pair)](Core& core, Sockets& sockets, Instant now) mutable {
                sockets.add(core.open(leg, now), std::move(pair));
            }});
    }

    void collect_released() {
        std::vector<std::uint16_t> back;
        released.take(back);
        for (const std::uint16_t port : back) pool.give_back(port);
    }

    /// Runs on the media thread if the leg is open; the job gets core and time.
    template <class Job>
    void post(LegId leg, Job job) {
        if (!open.contains(leg)) return;
        thread.post(MediaThread::Job{
            [job = std::move(job)](Core& core, Sockets&, Instant now) mutable { job(core, now); }});
    }

    void carry_out(const calls::CloseAudio& order);
    void carry_out(const calls::Negotiated& order);
    void carry_out(const calls::PlayMusic& order);
    void carry_out(const calls::Say& order);
    void carry_out(const calls::Loop& order);
    void carry_out(const calls::Connect& order);
    void carry_out(const calls::Quiet& order);
    void carry_out(const calls::WatchForCode& order);
    void carry_out(const calls::PlayDigit& order);
};

Engine::Engine(Options options, const sounds::Library& sounds, std::function<void(calls::Fact)> tell)
    : inside_(std::make_unique<Inside>(options, sounds, std::move(tell))) {}

Engine::~Engine() = default;

std::optional<Address> Engine::open(LegId leg, const std::string& near_ip, For whom) {
    const auto near = SocketAddress::from(near_ip, 0);
    if (!near) log::warn("no RTP port: \"{}\" is no address", near_ip);
    if (!CHECK(inside_->signalling.is_ours()) || !near || inside_->open.contains(leg)) return {};
    inside_->collect_released();
    if (whom == For::anybody && inside_->pool.free() <= inside_->kept) {
        log::warn("no RTP port: the last {} are kept for who retrieves", inside_->pool.free());
        return {};
    }
    auto pair = inside_->bind_pair(*near);
    if (!pair) return {};
    const std::uint16_t port = pair->port;
    inside_->settle(leg, std::move(*pair));
    return Address{near_ip, port};
}

bool Engine::reopen(LegId leg, const Address& local) {
    const auto near = SocketAddress::from(local);
    if (inside_->open.contains(leg)) return true;
    if (!near || near->port() == 0) return false;
    inside_->collect_released();
    auto pair = inside_->bind_again(*near);
    if (!pair) return false;
    inside_->settle(leg, std::move(*pair));
    return true;
}

void Engine::carry_out(const calls::AudioOrder& order) {
    if (CHECK(inside_->signalling.is_ours()))
        std::visit([this](const auto& what) { inside_->carry_out(what); }, order);
}

void Engine::Inside::carry_out(const calls::CloseAudio& order) {
    if (open.erase(order.leg) == 0) return;
    thread.post(MediaThread::Job{[leg = order.leg, this](Core& core, Sockets& sockets, Instant now) {
        const auto place = core.close(leg, now);
        if (!place) return;
        released.put(sockets.remove(*place));
        --ports;
    }});
}

void Engine::Inside::carry_out(const calls::Negotiated& order) {
    post(order.leg, [order](Core& core, Instant now) { core.negotiated(order.leg, order.audio, now); });
}

void Engine::Inside::carry_out(const calls::PlayMusic& order) {
    post(order.leg, [leg = order.leg, sound = sounds.music(order.music)](Core& core, Instant now) {
        core.play_music(leg, sound, now);
    });
}

void Engine::Inside::carry_out(const calls::Say& order) {
    post(order.leg, [leg = order.leg, prompt = order.prompt, phrase = sounds_of(order.phrase)](
                        Core& core, Instant now) mutable { core.say(leg, std::move(phrase), prompt, now); });
}

void Engine::Inside::carry_out(const calls::Loop& order) {
    post(order.leg, [leg = order.leg, phrase = sounds_of(order.phrase)](Core& core, Instant now) mutable {
        core.loop(leg, std::move(phrase), now);
    });
}

void Engine::Inside::carry_out(const calls::Connect& order) {
    post(order.leg, [order](Core& core, Instant now) { core.bridge(order.leg, order.other, now); });
}

void Engine::Inside::carry_out(const calls::Quiet& order) {
    post(order.leg, [order](Core& core, Instant) { core.quiet(order.leg); });
}

void Engine::Inside::carry_out(const calls::WatchForCode& order) {
    post(order.leg, [order](Core& core, Instant) { core.watch_for_code(order.leg, order.first); });
}

void Engine::Inside::carry_out(const calls::PlayDigit& order) {
    post(order.leg, [order](Core& core, Instant) { core.send_digit(order.leg, order.digit, order.length); });
}

Counters Engine::counters() const {
    const Tally& t = inside_->tally;
    return {t.legs.value(),     inside_->ports,    t.bridges.value(), t.transcoders.value(), t.sent.value(),
            t.received.value(), t.relayed.value(), t.refused.value(), t.late_ticks.value()};
}

bool Engine::realtime() const { return inside_->realtime; }

}  // namespace layby::media
