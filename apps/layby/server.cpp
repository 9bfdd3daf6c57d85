#include "layby/server.hpp"

#include <random>

#include "layby/desk.hpp"
#include "runtime/log.hpp"

namespace layby::app {
namespace {

/// How long the other side has to answer our BYE when we end.
constexpr auto farewell = std::chrono::seconds(2);
constexpr auto farewell_step = std::chrono::milliseconds(20);

sip::Kept kept_in(store::Store* store) {
    return store ? sip::Kept{store, store->take_restored().registrations} : sip::Kept{};
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
    sounds::Library library;
    media::Engine engine;
    sip::Endpoint endpoint;
    calls::Switchboard switchboard;
    std::optional<calls::Instant> ends_by;  ///< set while we say good-bye
    console::HttpServer console;            ///< last: it is gone first, and asks no more

    Inside(const settings::Settings& settings,
           std::function<void(std::function<void(std::vector<std::string>)>)> reload, store::Store* store)
        : library(sound_sources(settings.sounds)),
          engine(media_options(settings.media), library, teller()),
          endpoint(loop, sip_options(settings), teller(), kept_in(store)),
          switchboard(settings.office, {endpoint, engine, endpoint.watchers(), store}, seed()),
          console(settings.console.ip, settings.console.port,
                  desk_for(
                      {loop, switchboard, endpoint, engine, store}, [this] { wake_again(); },
                      std::move(reload))) {}

    /// Facts are queued on any thread and handled in batches, one wake-up for each.
    std::function<void(calls::Fact)> teller() {
        return [this](calls::Fact fact) {
            if (facts.put(std::move(fact))) loop.post([this] { handle_all(); });
        };
    }

    void handle_all();
    void wake_again();
    void say_goodbye();
    void wait_for_farewells();
};

void Server::Inside::handle_all() {
    facts.take(batch);
    if (ends_by) return;  // everybody has been hung up
    const auto now = loop.now();
    for (const auto& fact : batch) switchboard.handle(fact, now);
    wake_again();
}

void Server::Inside::wake_again() {
    if (ends_by) return;
    loop.wake_at(switchboard.next_deadline(), [this] {
        switchboard.expire(loop.now());
        wake_again();
    });
}

void Server::Inside::say_goodbye() {
    if (ends_by) return loop.stop();
    const auto calls = switchboard.calls();
    log::info("ending; {} legs are hung up", calls.size());
    ends_by = loop.now() + farewell;
    endpoint.end_subscriptions();
    for (const auto& call : calls) endpoint.hang_up(call.leg, calls::CancelReason::none);
    wait_for_farewells();
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
        inside->endpoint.reload(sip_options(wanted));
        inside->switchboard.reload(wanted.office, inside->loop.now());
        inside->wake_again();
        log::info("the configuration was read again");
    });
}

std::vector<sip::Listen> Server::listening() const { return inside_->endpoint.listening(); }

std::uint16_t Server::api_port() const { return inside_->console.port(); }

bool Server::realtime() const { return inside_->engine.realtime(); }

const std::vector<std::string>& Server::sound_problems() const { return inside_->library.problems(); }

}  // namespace layby::app
