#include "layby/server.hpp"

#include <random>

#include "calls/held_orders.hpp"
#include "layby/desk.hpp"
#include "layby/durability.hpp"
#include "runtime/log.hpp"

namespace layby::app {
namespace {

/// How long the other side has to answer our BYE when we end.
constexpr auto farewell = std::chrono::seconds(2);
constexpr auto farewell_step = std::chrono::milliseconds(20);

media::Options media_options_of(const settings::Settings& settings, const store::Restored& restored) {
    auto options = media_options(settings.media);
    options.secret = restored.secret;
    return options;
}

std::uint64_t seed() {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
}

}  // namespace

struct Server::Inside {
    sip::Loop loop;
    runtime::Mailbox<calls::Fact> facts;
    std::vector<calls::Fact> batch;  ///< keeps its memory from one batch to the next
    store::Restored restored;        ///< empty once everybody has got his part
    Durability durability;
    sounds::Library library;
    media::Engine engine;
    sip::Endpoint endpoint;
    calls::HeldOrders orders;
    calls::Switchboard switchboard;
    settings::Store::WhenFailing when_failing;
    bool lots_closed{};
    std::optional<calls::Instant> ends_by;  ///< set while we say good-bye
    console::HttpServer console;            ///< last: it is gone first, and asks no more

    Inside(const settings::Settings& settings,
           std::function<void(std::function<void(std::vector<std::string>)>)> reload, store::Store* store)
        : restored(store ? store->take_restored() : store::Restored{}),
          durability(loop, store, [this] { settle(); }),
          library(sound_sources(settings.sounds)),
          engine(media_options_of(settings, restored), library, teller()),
          endpoint(loop, options_of(settings), teller(), kept_dialogs(store)),
          orders(endpoint, [this](auto job) { durability.after(std::move(job)); }),
          switchboard(settings.office, {orders, engine, endpoint.watchers(), store, store}, seed()),
          when_failing(settings.store.when_failing),
          console(
              settings.console.ip, settings.console.port,
              desk_for(
                  {loop, switchboard, endpoint, engine, store}, [this] { settle(); }, std::move(reload))) {
        go_on();
    }

    /// The endpoint asks while it reads requests, when everybody is there.
    sip::Options options_of(const settings::Settings& settings) {
        auto options = sip_options(settings);
        options.retrieves = [this](const std::string& number) { return switchboard.has_waiting(number); };
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
    void mind_the_disk();
    void wake_again();
    void expire();
    void say_goodbye();
    void hang_up_all();
    void wait_for_farewells();
};

/// With the calls from before a restart; what nobody claims is ended.
void Server::Inside::go_on() {
    switchboard.restore(std::move(restored.calls), restored.start << 32, loop.now());
    endpoint.end_unclaimed();
    settle();
}

void Server::Inside::handle_all() {
    facts.take(batch);
    if (ends_by) return;  // everybody has been hung up
    const auto now = loop.now();
    for (const auto& fact : batch) switchboard.handle(fact, now);
    settle();
}

/// The end of whatever the switchboard was told: its orders leave when the disk has got so far.
void Server::Inside::settle() {
    orders.turn_over();
    mind_the_disk();
    wake_again();
}

/// Where the settings want it, nobody is parked whom a crash would lose.
void Server::Inside::mind_the_disk() {
    const bool close = when_failing == settings::Store::WhenFailing::refuse && durability.troubled();
    if (close == lots_closed) return;
    lots_closed = close;
    switchboard.close_lots(close);
    log::warn(close ? "nobody is parked until the disk takes changes again" : "callers are parked again");
}

void Server::Inside::wake_again() {
    if (ends_by) return;
    auto next = switchboard.next_deadline();
    const auto disk = durability.next_deadline();
    if (disk && (!next || *disk < *next)) next = disk;
    loop.wake_at(next, [this] { expire(); });
}

void Server::Inside::expire() {
    switchboard.expire(loop.now());
    durability.expire();
    settle();
}

void Server::Inside::say_goodbye() {
    if (ends_by) return loop.stop();
    ends_by = loop.now() + farewell;
    endpoint.end_subscriptions();
    hang_up_all();
    wait_for_farewells();
}

/// Nothing is left for the next start to go on with.
void Server::Inside::hang_up_all() {
    const auto now = loop.now();
    for (const auto& lot : switchboard.lots())
        for (const auto& parked : lot.parked) switchboard.release(lot.name, parked.slot, now);
    const auto calls = switchboard.calls();
    log::info("ending; {} more legs are hung up", calls.size());
    for (const auto& call : calls) {
        endpoint.hang_up(call.leg, calls::CancelReason::none);
        switchboard.handle(calls::HungUp{call.leg, calls::HangupCause::normal}, now);
    }
    orders.turn_over();
}

void Server::Inside::wait_for_farewells() {
    const auto counters = endpoint.counters();
    const bool quiet = counters.client_transactions == 0 && counters.dialogs == 0;
    if (quiet || loop.now() >= *ends_by) return loop.stop();
    loop.wake_at(loop.now() + farewell_step, [this] { wait_for_farewells(); });
}

Server::Server(const settings::Settings& settings,
               std::function<void(std::function<void(std::vector<std::string>)>)> reload, store::Store* store)
    : inside_(std::make_unique<Inside>(settings, std::move(reload), store)) {}

Server::~Server() = default;

void Server::run() {
    inside_->wake_again();
    inside_->loop.run();
}

void Server::end() {
    inside_->loop.post([inside = inside_.get()] { inside->say_goodbye(); });
}

void Server::change(settings::Settings wanted) {
    inside_->loop.post([inside = inside_.get(), wanted = std::move(wanted)] {
        if (inside->ends_by) return;
        inside->endpoint.reload(inside->options_of(wanted));
        inside->switchboard.reload(wanted.office, inside->loop.now());
        inside->when_failing = wanted.store.when_failing;
        inside->settle();
        log::info("the configuration was read again");
    });
}

std::vector<sip::Listen> Server::listening() const { return inside_->endpoint.listening(); }

std::uint16_t Server::api_port() const { return inside_->console.port(); }

bool Server::realtime() const { return inside_->engine.realtime(); }

const std::vector<std::string>& Server::sound_problems() const { return inside_->library.problems(); }

}  // namespace layby::app
