#include "layby/server.hpp"

#include <random>

#include "calls/sound_names.hpp"
#include "layby/closing.hpp"
#include "layby/desk.hpp"
#include "layby/durability.hpp"
#include "layby/provisioning.hpp"
#include "layby/turns.hpp"
#include "layby/wall_clock.hpp"
#include "layby/webhooks.hpp"
#include "layby/wiring.hpp"
#include "runtime/log.hpp"
#include "runtime/mailbox.hpp"

namespace layby::app {
namespace {

media::Options media_options_of(const settings::Settings& settings, const store::Restored& restored,
                                const FromState& state) {
    auto options = media_options(settings);
    options.secret = restored.secret;
    options.certificate = state.audio_certificate;
    return options;
}

console::Doors doors_of(const settings::Settings& settings, const FromState& state) {
    const auto& console = settings.console;
    console::Doors doors{console.ip, console.port, state.token, {}, console.read_without_token, state.tokens};
    doors.accounts = state.accounts;
    doors.sessions = state.sessions;
    doors.invitations = state.invitations;
    doors.proxy = {console.trusted_proxies, console.public_url, console.proxy_names_users};
    doors.rights = rights_of(settings.rights);
    doors.tls = state.encryption.console;
    if (!state.socket.empty()) doors.sockets.push_back({state.socket});
    if (!console.socket.empty()) doors.sockets.push_back({console.socket, console.socket_group});
    return doors;
}

/// Each even one stands for itself and the RTCP port above it.
std::size_t rtp_ports_of(const settings::Media& media) {
    return (std::size_t{media.last_port} - media.first_port + 1) / 2;
}

std::uint64_t seed() {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
}

}  // namespace

struct Server::Inside {
    sip::Loop loop;
    trace::Tape tape;
    runtime::Mailbox<calls::Fact> facts;
    std::vector<calls::Fact> batch;  ///< keeps its memory from one batch to the next
    store::Restored restored;        ///< empty once everybody has got his part
    Durability durability;
    std::unique_ptr<sounds::Library> library;
    media::Engine engine;
    sip::Endpoint endpoint;
    Webhooks webhooks;
    Provisioning provisioning;
    Turns turns;
    calls::Switchboard switchboard;
    settings::Store::WhenFailing when_failing;
    WallClock wall_clock;
    bool goes_by_the_clock;  ///< there are hours
    bool lots_closed{};
    console::Trunks told_trunks;  ///< to the console, last
    Closing closing;
    std::optional<Pulse> pulse;   ///< none: there is no supervisor
    console::HttpServer console;  ///< last: it is gone first, and asks no more

    Inside(const settings::Settings& settings, Chores chores, store::Store* store, const FromState& state,
           std::unique_ptr<sounds::Library> sounds)
        : tape(trace_limits(settings.trace)),
          restored(store ? store->take_restored() : store::Restored{}),
          durability(loop, store, [this] { settle(); }),
          library(sounds ? std::move(sounds)
                         : std::make_unique<sounds::Library>(sound_sources(settings, state.dir))),
          engine(media_options_of(settings, restored, state), *library, teller()),
          endpoint(loop, first_options_of(settings, state), teller(), kept_dialogs(store)),
          webhooks(settings.webhooks, store),
          provisioning(settings),
          turns(
              engine, endpoint, store, durability, [this](auto news) { console.tell(std::move(news)); },
              [this] { webhooks.something_happened(); }),
          switchboard(settings.office, engine, seed()),
          when_failing(settings.store.when_failing),
          goes_by_the_clock(!settings.office.hours.empty()),
          closing(loop, switchboard, endpoint, turns, durability),
          console(doors_of(settings, state),
                  whole_desk({loop, switchboard, turns, endpoint, engine, store, closing, tape,
                              restored.start, rtp_ports_of(settings.media)},
                             std::move(chores))) {
        loop.before_rest([this] { durability.gather(); });
        go_on();
    }

    console::Desk whole_desk(const Parts& parts, Chores chores) {
        auto desk = desk_for(
            parts, [this] { settle(); }, std::move(chores));
        webhooks.answer(desk, loop);
        provisioning.answer(desk, endpoint.listening());
        return desk;
    }

    /// The endpoint asks while it reads requests, when everybody is there.
    sip::Options options_of(const settings::Settings& settings, const Encryption& encryption,
                            const std::string& login_key = {}) {
        auto options = sip_options(settings);
        options.login_key = login_key;
        options.tls = encryption.sip;
        for (auto& trunk : options.trunks)
            if (const auto found = encryption.trunks.find(trunk.name); found != encryption.trunks.end())
                trunk.tls = found->second;
        options.tape = &tape;
        options.retrieves = [this](const std::string& number) { return switchboard.has_waiting(number); };
        return options;
    }

    sip::Options first_options_of(const settings::Settings& settings, const FromState& state) {
        auto options = options_of(settings, state.encryption, state.login_key);
        for (auto& network : options.networks)
            if (const auto known = state.known.find(network.name);
                network.looked_up && known != state.known.end())
                network.seen_as = known->second;
        return options;
    }

    sip::Kept kept_dialogs(store::Store* store) {
        sip::Kept kept;
        if (!store) return kept;
        kept.keeper = store;
        kept.dialogs = store;
        kept.start = restored.start;
        kept.registrations = std::move(restored.registrations);
        kept.subscriptions = std::move(restored.subscriptions);
        kept.calls = std::move(restored.dialogs);
        kept.when_durable = [this](auto job) { durability.after(std::move(job)); };
        return kept;
    }

    /// Facts are queued on any thread and handled in batches, one wake-up for each.
    std::function<void(calls::Fact)> teller() {
        return [this](calls::Fact fact) {
            if (facts.put(std::move(fact))) loop.post([this] { handle_all(); });
        };
    }

    void go_on();
    void handle_all();
    void settle();
    void mind_the_lots();
    void mind_the_clock();
    void tell_of_trunks();
    void wake_again();
    void expire();
};

/// With the calls from before a restart; what nobody claims is ended.
void Server::Inside::go_on() {
    const auto now = loop.now();
    endpoint.watch_phones([this](const auto& user, const auto& phones) {
        console.tell(phones_of(user, switchboard.display_of(user), phones, loop.now()));
    });
    endpoint.watch_trunks([this] { tell_of_trunks(); });
    mind_the_clock();
    for (const auto& fact : endpoint.reachable()) turns.carry_out(switchboard.handle(fact, now));
    turns.carry_out(switchboard.restore(std::move(restored.calls), ids_of(restored.start), now));
    endpoint.end_unclaimed();
    settle();
}

void Server::Inside::tell_of_trunks() {
    auto now = trunks_of(endpoint.trunks(), switchboard);
    if (now == told_trunks) return;
    told_trunks = now;
    console.tell(std::move(now));
}

void Server::Inside::handle_all() {
    facts.take(batch);
    if (closing.saying_goodbye()) return;
    mind_the_clock();
    const auto now = loop.now();
    for (const auto& fact : batch) turns.carry_out(switchboard.handle(fact, now));
    settle();
}

/// The end of whatever the switchboard was told: its orders leave when the disk has got so far.
void Server::Inside::settle() {
    turns.leave();
    closing.look();
    mind_the_lots();
    wake_again();
}

/// Nobody is parked by a server that is to end, nor, where the settings want it, whom a crash would lose.
void Server::Inside::mind_the_lots() {
    const bool unsafe = when_failing == settings::Store::WhenFailing::refuse && durability.troubled();
    const bool close = unsafe || closing.draining();
    if (close == lots_closed) return;
    lots_closed = close;
    switchboard.close_lots(close);
    if (unsafe) return log::warn("parking is refused until the disk accepts changes again");
    log::info(close ? "parking is refused from now on" : "callers are parked again");
}

/// Before anything is led by it.
void Server::Inside::mind_the_clock() {
    const auto wall = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    const auto now = loop.now();
    if (const auto news = wall_clock.news(now, wall))
        turns.carry_out(switchboard.handle(calls::ClockIs{*news}, now));
}

void Server::Inside::wake_again() {
    if (closing.saying_goodbye()) return;
    auto next = switchboard.next_deadline();
    const auto beat = pulse ? pulse->next_deadline() : std::nullopt;
    const auto look = goes_by_the_clock ? std::optional(wall_clock.next_look()) : std::nullopt;
    for (const auto& other : {durability.next_deadline(), closing.next_deadline(), beat, look})
        if (other && (!next || *other < *next)) next = other;
    loop.wake_at(next, [this] { expire(); });
}

void Server::Inside::expire() {
    mind_the_clock();
    turns.carry_out(switchboard.expire(loop.now()));
    durability.expire();
    closing.expire();
    if (pulse) pulse->expire(loop.now());
    settle();
    durability.gather();  // the loop has had its last look before it rests
}

Server::Server(const settings::Settings& settings, Chores chores, store::Store* store, const FromState& state,
               std::unique_ptr<sounds::Library> sounds)
    : inside_(std::make_unique<Inside>(settings, std::move(chores), store, state, std::move(sounds))) {}

Server::~Server() = default;

Ending Server::run() {
    inside_->closing.stay();
    inside_->wake_again();
    inside_->loop.run();
    return inside_->closing.ending();
}

void Server::end() {
    inside_->loop.post([inside = inside_.get()] { inside->closing.say_goodbye(); });
}

void Server::leave(Ending how) {
    inside_->loop.post([inside = inside_.get(), how] { inside->closing.leave(how); });
}

void Server::finish_answers() { inside_->console.finish(); }
void Server::settle_answers() { inside_->console.settle(); }

void Server::change(settings::Settings wanted, const Encryption& encryption) {
    inside_->console.use(encryption.console);
    // What is new is said before anybody is told of it, as far as it can be.
    inside_->library->use(calls::sound_names(wanted.office), say_command_of(wanted.sounds));
    inside_->loop.post([inside = inside_.get(), wanted = std::move(wanted), encryption] {
        if (inside->closing.saying_goodbye()) return;
        inside->mind_the_clock();
        inside->endpoint.reload(inside->options_of(wanted, encryption));
        inside->turns.carry_out(inside->switchboard.reload(wanted.office, inside->loop.now()));
        inside->tell_of_trunks();
        inside->when_failing = wanted.store.when_failing;
        inside->goes_by_the_clock = !wanted.office.hours.empty();
        inside->webhooks.change(wanted.webhooks);
        inside->provisioning.change(wanted);
        inside->tape.use(trace_limits(wanted.trace));
        inside->console.use(rights_of(wanted.rights));
        inside->settle();
        log::info("the configuration has been reloaded");
    });
}

void Server::then(std::function<void()> job) { inside_->loop.post(std::move(job)); }

void Server::report_to(const Supervisor& supervisor) {
    inside_->pulse.emplace(supervisor, inside_->loop.now());
}

void Server::is_seen_as(const std::string& network, const sip::SeenAs& seen) {
    inside_->loop.post([inside = inside_.get(), network, seen] {
        if (!inside->closing.saying_goodbye()) inside->endpoint.is_seen_as(network, seen);
    });
}

void Server::trace(sip::Trace trace) {
    inside_->loop.post([inside = inside_.get(), trace = std::move(trace)]() mutable {
        inside->endpoint.trace(std::move(trace));
    });
}

std::vector<sip::Listen> Server::listening() const { return inside_->endpoint.listening(); }

std::uint16_t Server::api_port() const { return inside_->console.port(); }

std::vector<std::string> Server::api_sockets() const { return inside_->console.sockets(); }

const media::ChosenWay& Server::media_way() const { return inside_->engine.way(); }

bool Server::realtime() const { return inside_->engine.realtime(); }

const std::vector<std::string>& Server::sound_problems() const { return inside_->library->problems(); }

}  // namespace layby::app
