#include "media/engine.hpp"

#include <openssl/rand.h>

#include <random>
#include <unordered_set>

#include "media/dtls/keeper.hpp"
#include "media/wire/clock.hpp"
#include "media/wire/media_thread.hpp"
#include "media/wire/ways.hpp"
#include "runtime/check.hpp"
#include "runtime/log.hpp"
#include "runtime/one_thread.hpp"

namespace layby::media {
namespace {

std::uint64_t random_secret() {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

/// The NTP time (seconds since 1900, 32.32 bits) when the monotonic clock was zero.
std::uint64_t ntp_at_zero() {
    using namespace std::chrono;
    constexpr std::int64_t from_1900_to_1970 = 2'208'988'800;
    const auto zero = duration_cast<microseconds>(system_clock::now().time_since_epoch()) -
                      clock_now().time_since_epoch() + seconds{from_1900_to_1970};
    const auto us = static_cast<std::uint64_t>(zero.count());
    return (us / 1'000'000) << 32 | ((us % 1'000'000) << 32) / 1'000'000;
}

std::optional<Identity> identity_of(const Options& options) {
    if (options.certificate.empty()) return {};
    auto identity = Identity::of(options.certificate);
    if (!identity) log::error("the certificate for encrypted audio can't be used: browsers aren't heard");
    return identity;
}

}  // namespace

struct Engine::Inside {
    runtime::OneThread signalling;
    const sounds::Library& sounds;
    std::unordered_set<LegId> open;  // as the signalling thread sees it
    Tally tally;
    bool realtime{};
    MadeNet made;
    Net& net;
    std::unique_ptr<Keeper> keeper;  // none: we have no certificate
    MediaThread thread;

    Inside(const Options& options, const sounds::Library& library, std::function<void(calls::Fact)> tell)
        : sounds(library),
          made(make_net(options)),
          net(*made.net),
          keeper(make_keeper(options)),
          thread(core_setup(options), net, std::move(tell), tally) {
        realtime = options.realtime && thread.make_realtime();
    }

    ~Inside() {
        if (keeper) keeper->stop();
    }

    std::unique_ptr<Keeper> make_keeper(const Options& options) {
        auto identity = identity_of(options);
        if (!identity) return {};
        return std::make_unique<Keeper>(std::move(*identity),
                                        [this](Desk::News news) { pass_on(std::move(news)); });
    }

    Core::Setup core_setup(const Options& options) const {
        Core::Setup setup{options.lost_after, options.secret != 0 ? options.secret : random_secret(),
                          ntp_at_zero(), options.music_start};
        setup.handshakes = keeper.get();
        setup.recordings = options.recordings;
        return setup;
    }

    /// On the keeper's thread. It is told nothing before the media thread gives it something to do.
    void pass_on(Desk::News news) {
        thread.post(MediaThread::Job{[news = std::move(news)](Core& core, Instant now) {
            if (const auto* say = std::get_if<Desk::Say>(&news))
                return core.handshake_says(say->leg, say->to, say->datagram);
            const auto& agreed = std::get<Desk::Agreed>(news);
            core.agreed(agreed.leg, agreed.with, agreed.keys, agreed.at, now);
        }});
    }

    Playout::Sounds sounds_of(const calls::Phrase& phrase) const { return sounds.phrase(phrase); }

    /// The leg is open from now on, on this line.
    void settle(LegId leg, Place place) {
        open.insert(leg);
        thread.post(MediaThread::Job{[leg, place](Core& core, Instant now) { core.open(leg, place, now); }});
    }

    /// Runs on the media thread if the leg is open; the job gets core and time.
    template <class Job>
    void post(LegId leg, Job job) {
        if (!open.contains(leg)) return;
        thread.post(MediaThread::Job{std::move(job)});
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
    void carry_out(const calls::Record& order);
    void carry_out(const calls::StopRecording& order);
    void carry_out(const calls::DropRecording& order);
};

Engine::Engine(Options options, const sounds::Library& sounds, std::function<void(calls::Fact)> tell)
    : inside_(std::make_unique<Inside>(options, sounds, std::move(tell))) {}

Engine::~Engine() = default;

std::optional<Address> Engine::open(LegId leg, const std::string& near_ip, For whom) {
    const auto near = SocketAddress::from(near_ip, 0);
    if (!near) log::warn("no RTP port: \"{}\" is no address", near_ip);
    if (!CHECK(inside_->signalling.is_ours()) || !near || inside_->open.contains(leg)) return {};
    const auto line = inside_->net.open(*near, whom);
    if (!line) return {};
    inside_->settle(leg, line->place);
    return Address{near_ip, line->port};
}

bool Engine::reopen(LegId leg, const Address& local) {
    const auto near = SocketAddress::from(local);
    if (inside_->open.contains(leg)) return true;
    if (!near || near->port() == 0) return false;
    const auto line = inside_->net.reopen(*near);
    if (!line) return false;
    inside_->settle(leg, line->place);
    return true;
}

SrtpKey::Bytes Engine::new_key() {
    SrtpKey::Bytes key{};
    CHECK(RAND_bytes(key.data(), static_cast<int>(key.size())) == 1);
    return key;
}

std::optional<Fingerprint> Engine::fingerprint() const {
    if (!inside_->keeper) return {};
    return inside_->keeper->fingerprint();
}

void Engine::carry_out(const calls::AudioOrder& order) {
    if (CHECK(inside_->signalling.is_ours()))
        std::visit([this](const auto& what) { inside_->carry_out(what); }, order);
}

void Engine::Inside::carry_out(const calls::CloseAudio& order) {
    if (open.erase(order.leg) == 0) return;
    thread.post(MediaThread::Job{[leg = order.leg](Core& core, Instant now) { core.close(leg, now); }});
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

void Engine::Inside::carry_out(const calls::Record& order) {
    thread.post(MediaThread::Job{[order](Core& core, Instant) { core.record(order.leg, order.message); }});
}

/// These two also for a leg that is closed.
void Engine::Inside::carry_out(const calls::StopRecording& order) {
    thread.post(
        MediaThread::Job{[order](Core& core, Instant) { core.stop_recording(order.leg, order.message); }});
}

void Engine::Inside::carry_out(const calls::DropRecording& order) {
    thread.post(
        MediaThread::Job{[order](Core& core, Instant) { core.drop_recording(order.leg, order.message); }});
}

Counters Engine::counters() const {
    const Tally& t = inside_->tally;
    return {t.legs.value(),        inside_->net.lines(), t.bridges.value(),
            t.transcoders.value(), t.sent.value(),       t.received.value(),
            t.relayed.value(),     t.refused.value(),    t.late_ticks.value()};
}

bool Engine::realtime() const { return inside_->realtime; }

const ChosenWay& Engine::way() const { return inside_->made.chosen; }

bool can_be_shown(const std::string& certificate) { return Identity::of(certificate).has_value(); }

std::string_view text_of(Way way) {
    if (way == Way::sockets) return "A: a socket for each call";
    return way == Way::sieved ? "B: a socket for each call, and the kernel drops what nobody listens to"
                              : "C: one socket sends for all, and the kernel drops what nobody listens to";
}

}  // namespace layby::media
