#include "layby/server.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "calls/sound_names.hpp"
#include "cluster/node.hpp"
#include "layby/closing.hpp"
#include "layby/desk.hpp"
#include "layby/doors.hpp"
#include "layby/durability.hpp"
#include "layby/houses.hpp"
#include "layby/kept_for_others.hpp"
#include "layby/provisioning.hpp"
#include "layby/stretches.hpp"
#include "layby/taken_over.hpp"
#include "layby/webhooks.hpp"
#include "layby/wiring.hpp"
#include "recordings/recorder.hpp"
#include "runtime/log.hpp"
#include "runtime/mailbox.hpp"

namespace layby::app {
namespace {

media::Options media_options_of(const settings::Settings& settings, const store::Restored& restored,
                                const FromState& state, media::Recordings& recorder) {
    auto options = media_options(settings);
    options.secret = restored.secret;
    options.certificate = state.audio_certificate;
    options.recordings = &recorder;
    return options;
}

/// Empty: there is no state directory, and nothing can be recorded.
std::filesystem::path messages_in(const std::string& state) {
    return state.empty() ? std::filesystem::path{} : std::filesystem::path{state} / "messages";
}

/// Each even one stands for itself and the RTCP port above it.
std::size_t rtp_ports_of(const settings::Media& media) {
    return (std::size_t{media.last_port} - media.first_port + 1) / 2;
}

}  // namespace

/// Of a fact: whose it is; none: the media engine's, which knows legs alone.
struct Told {
    House* house{};
    calls::Fact fact;
};

struct Server::Inside {
    sip::Loop loop;
    Stretches stretches{loop};
    trace::Tape tape;
    runtime::Mailbox<Told> facts;
    std::vector<Told> batch;   ///< keeps its memory from one batch to the next
    store::Restored restored;  ///< empty once everybody has got his part
    Durability durability;
    std::unique_ptr<sounds::Library> library;
    LegsOfHouses legs;
    std::set<MessageId> messages;                 ///< of all houses, at the start
    const std::filesystem::path messages_folder;  ///< empty: nothing can be recorded
    recordings::Recorder recorder;
    media::Engine engine;
    sip::Front front;
    Webhooks webhooks;
    std::vector<std::unique_ptr<store::Store>> stores;  ///< of tenants
    std::optional<KeptForOthers> kept_for_others;       ///< none: there is no cluster
    Houses houses;
    std::unique_ptr<cluster::Node> node;               ///< likewise null
    std::map<std::string, Provisioning> provisioning;  ///< by tenant
    settings::Store::WhenFailing when_failing;
    bool lots_closed{};
    Closing closing;
    std::optional<Pulse> pulse;  ///< none: there is no supervisor
    /// For the console, once; in this order, as the server's own house is the first.
    struct Desks {
        console::Desk whole;
        std::vector<console::TenantDoor> tenants;
    } desks;
    console::HttpServer console;  ///< last: it is gone first, and asks no more

    Inside(const settings::Settings& settings, Chores chores, store::Store* store, const FromState& state,
           std::unique_ptr<sounds::Library> sounds, const TenantStates& tenants)
        : tape(trace_limits(settings.trace)),
          restored(
              without_taken(store ? store->take_restored() : store::Restored{}, settings.cluster, store)),
          durability(loop, store, [this] { settle(); }),
          library(sounds ? std::move(sounds)
                         : std::make_unique<sounds::Library>(sound_sources(settings, state.dir))),
          messages_folder(messages_in(state.dir)),
          recorder(messages_folder,
                   [this](calls::Fact fact) {
                       tell({{}, std::move(fact)});
                   }),
          engine(media_options_of(settings, restored, state, recorder), *library,
                 [this](calls::Fact fact) {
                     tell({{}, std::move(fact)});
                 }),
          front(loop, first_options_of(settings, state)),
          webhooks(settings.webhooks, store),
          when_failing(settings.store.when_failing),
          closing(loop, houses, front, durability),
          desks{whole_desk(settings, state, store, std::move(chores)),
                tenant_doors(settings, state, tenants, store)},
          console(doors_of(settings, state), std::move(desks.whole), {}, std::move(desks.tenants)) {
        loop.before_rest([this] { durability.gather(); });
        front.waits_behind([this] { return durability.crowded_for(); });
        front.open();
        if (!settings.cluster.node.empty()) node = node_of(settings.cluster);
        if (node) node->know(houses.first().kept());
        for (const auto& house : houses.all()) house->go_on();
        recorder.forget_others(std::move(messages));
        settle_all();
        if (node) node->start();
    }

    std::unique_ptr<cluster::Node> node_of(const settings::Cluster& cluster) {
        return std::make_unique<cluster::Node>(
            member_options(cluster, loop.now()), etcd_options(cluster),
            [this](calls::Fact fact) {
                tell({&houses.first(), std::move(fact)});
            },
            [this](cluster::Taken taken) { adopt(std::move(taken)); });
    }

    /// After the facts that were told before.
    void adopt(cluster::Taken taken) {
        loop.post([this, taken = std::make_shared<cluster::Taken>(std::move(taken))] {
            if (closing.saying_goodbye()) return;
            auto& caller = taken->caller;
            houses.first().adopt(caller.park, caller.leg, std::move(caller.dialog), taken->node);
            settle(houses.first());
        });
    }

    /// Before the console, which asks it.
    House& open_house(const std::string& tenant, const settings::Settings& settings, const FromState& state,
                      store::Store* store, store::Restored its) {
        Beginning beginning;
        beginning.tenant = tenant;
        beginning.office = settings.office;
        beginning.sip = first_options_of(settings, state);
        for (const auto& message : its.calls.messages) messages.insert(message.id);
        beginning.calls = std::move(its.calls);
        beginning.dialogs = kept_dialogs(store, std::move(its));
        if (const auto& cluster = settings.cluster; !cluster.node.empty()) {
            beginning.dialogs.node = cluster.number;
            beginning.dialogs.dialogs = &kept_for_others.emplace(store, node);
        }
        beginning.store = store;
        provisioning.emplace(tenant, settings);
        return houses.add(std::make_unique<House>(grounds(), std::move(beginning)));
    }

    /// Its own part of the store; null: nothing is kept.
    store::Store* store_of(const std::string& tenant, store::Store* store) {
        auto its = store ? store->of_tenant(tenant) : nullptr;
        if (!its) return nullptr;
        stores.push_back(std::move(its));
        return stores.back().get();
    }

    std::vector<console::TenantDoor> tenant_doors(const settings::Settings& settings, const FromState& state,
                                                  const TenantStates& tenants, store::Store* whole) {
        std::vector<console::TenantDoor> out;
        for (const auto& tenant : settings.tenants) {
            const auto found = tenants.find(tenant.name);
            const auto its = found == tenants.end() ? TenantState{} : found->second;
            auto* store = store_of(tenant.name, whole);
            auto& house = open_house(tenant.name, tenant.settings, state, store,
                                     store ? store->take_restored() : store::Restored{});
            auto desk = tenants_desk(
                parts_of(house, settings, store), [this, &house] { settle(house); }, its.keepers);
            provisioning.at(tenant.name).answer(desk, front.listening());
            out.push_back({tenant.name, doors_of(tenant, its.from, state.token), std::move(desk)});
        }
        return out;
    }

    Parts parts_of(House& house, const settings::Settings& settings, store::Store* store) {
        return {
            loop,           house, houses, front, engine, store, closing, tape, rtp_ports_of(settings.media),
            messages_folder};
    }

    Grounds grounds() {
        return {front,
                engine,
                legs,
                durability,
                [this](House& house, calls::Fact fact) {
                    tell({&house, std::move(fact)});
                },
                [this](const auto& tenant, auto news) { console.tell(std::move(news), tenant); },
                [this] { webhooks.something_happened(); },
                [this](const calls::Turn& turn) {
                    if (node) node->carry_out(turn);
                }};
    }

    console::Desk whole_desk(const settings::Settings& settings, const FromState& state, store::Store* store,
                             Chores chores) {
        auto& house = open_house({}, settings, state, store, std::exchange(restored, {}));
        auto desk = desk_for(
            parts_of(house, settings, store), [this, &house] { settle(house); }, std::move(chores));
        webhooks.answer(desk, loop);
        provisioning.at({}).answer(desk, front.listening());
        return desk;
    }

    sip::Options options_of(const settings::Settings& settings, const Encryption& encryption,
                            const std::string& login_key = {}) {
        auto options = sip_options(settings);
        options.login_key = login_key;
        options.tls = encryption.sip;
        for (auto& trunk : options.trunks)
            if (const auto found = encryption.trunks.find(trunk.name); found != encryption.trunks.end())
                trunk.tls = found->second;
        options.tape = &tape;
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

    sip::Kept kept_dialogs(store::Store* store, store::Restored its) {
        sip::Kept kept;
        kept.start = houses.all().size();  // no other house's, so that no two give the same id
        if (!store) return kept;
        kept.keeper = store;
        kept.dialogs = store;
        kept.start = its.start;
        kept.registrations = std::move(its.registrations);
        kept.subscriptions = std::move(its.subscriptions);
        kept.calls = std::move(its.dialogs);
        kept.when_durable = [this](auto job) { durability.after(std::move(job)); };
        return kept;
    }

    /// Facts are queued on any thread and handled in batches, one wake-up for each.
    void tell(Told told) {
        if (facts.put(std::move(told))) loop.post([this] { handle_all(); });
    }

    void change(const settings::Settings& wanted, const Encryption& encryption);
    void change_tenant(House& house, const settings::Settings& wanted, const Encryption& encryption);
    void empty(House& house, const settings::Settings& wanted, const Encryption& encryption);
    void change_house(House& house, const settings::Settings& wanted, const Encryption& encryption);
    void handle_all();
    void settle(House& house);
    void settle_all();
    void settle();
    void mind_the_lots();
    void wake_again();
    void expire();
};

void Server::Inside::change_house(House& house, const settings::Settings& wanted,
                                  const Encryption& encryption) {
    house.change(wanted.office, options_of(wanted, encryption));
    provisioning.at(house.tenant()).change(wanted);
    console.use(rights_of(wanted.rights), house.tenant());
}

/// Of a tenant that is gone nobody can call any more; who waits in its slots waits on. Who sees what stays as
/// it was: without rights everybody would see all.
void Server::Inside::empty(House& house, const settings::Settings& wanted, const Encryption& encryption) {
    const auto none = settings::without_office(wanted);
    house.change(none.office, options_of(none, encryption));
    const auto left = house.switchboard().counters().legs;
    if (left > 0)
        log::warn("tenant {} is not in the settings any more; {} of its go on", house.tenant(),
                  log::counted(left, "call leg"));
}

void Server::Inside::change_tenant(House& house, const settings::Settings& wanted,
                                   const Encryption& encryption) {
    const auto* found = settings::tenant_named(wanted.tenants, house.tenant());
    found ? change_house(house, found->settings, encryption) : empty(house, wanted, encryption);
    settle(house);
}

/// What is the server's, with its own office.
void Server::Inside::change(const settings::Settings& wanted, const Encryption& encryption) {
    front.reload(options_of(wanted, encryption));
    change_house(houses.first(), wanted, encryption);
    when_failing = wanted.store.when_failing;
    webhooks.change(wanted.webhooks);
    tape.use(trace_limits(wanted.trace));
    settle(houses.first());
}

void Server::Inside::handle_all() {
    facts.take(batch);
    if (closing.saying_goodbye()) return;
    House* last{};
    for (const auto& told : batch) {
        auto* house = told.house ? told.house : house_of(legs, told.fact);
        if (!house) continue;
        if (house != std::exchange(last, house)) house->mind_the_clock();
        house->handle(told.fact);
        houses.mind(*house);
    }
    settle();
}

/// The end of whatever a house was told.
void Server::Inside::settle(House& house) {
    houses.mind(house);
    settle();
}

void Server::Inside::settle_all() {
    for (const auto& house : houses.all()) houses.mind(*house);
    settle();
}

/// Orders leave when the disk has got so far.
void Server::Inside::settle() {
    houses.leave();
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
    houses.close_lots(close);
    if (unsafe) return log::warn("parking is refused until the disk accepts changes again");
    log::info(close ? "parking is refused from now on" : "callers are parked again");
}

void Server::Inside::wake_again() {
    if (closing.saying_goodbye()) return;
    auto next = houses.next_deadline();
    const auto beat = pulse ? pulse->next_deadline() : std::nullopt;
    for (const auto& other : {durability.next_deadline(), closing.next_deadline(), beat})
        if (other && (!next || *other < *next)) next = other;
    loop.wake_at(next, [this] { expire(); });
}

void Server::Inside::expire() {
    houses.expire(loop.now());
    durability.expire();
    closing.expire();
    if (pulse) pulse->expire(loop.now());
    settle();
    durability.gather();  // the loop has had its last look before it rests
}

Server::Server(const settings::Settings& settings, Chores chores, store::Store* store, const FromState& state,
               std::unique_ptr<sounds::Library> sounds, const TenantStates& tenants)
    : inside_(
          std::make_unique<Inside>(settings, std::move(chores), store, state, std::move(sounds), tenants)) {}

Server::~Server() = default;

Ending Server::run() {
    inside_->closing.stay();
    inside_->wake_again();
    inside_->loop.run();
    const auto ending = inside_->closing.ending();
    if (inside_->node) inside_->node->will_be_back(ending != Ending::goodbye);
    return ending;
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
    inside_->library->use(sound_names_of(wanted), say_command_of(wanted.sounds));
    inside_->loop.post([inside = inside_.get(), encryption,
                        wanted = std::make_shared<const settings::Settings>(std::move(wanted))] {
        const auto next = [inside](auto job) {
            inside->stretches.add([inside, job = std::move(job)] {
                if (!inside->closing.saying_goodbye()) job();
            });
        };
        next([=] { inside->change(*wanted, encryption); });
        for (const auto& house : inside->houses.all())
            if (!house->tenant().empty())
                next([=, its = house.get()] { inside->change_tenant(*its, *wanted, encryption); });
        next([] { log::info("the configuration has been reloaded"); });
    });
}

void Server::then(std::function<void()> job) {
    inside_->loop.post(
        [inside = inside_.get(), job = std::move(job)]() mutable { inside->stretches.add(std::move(job)); });
}

void Server::report_to(const Supervisor& supervisor) {
    inside_->pulse.emplace(supervisor, inside_->loop.now());
}

void Server::is_seen_as(const std::string& network, const sip::SeenAs& seen) {
    inside_->loop.post([inside = inside_.get(), network, seen] {
        if (!inside->closing.saying_goodbye()) inside->front.is_seen_as(network, seen);
    });
}

void Server::trace(sip::Trace trace) {
    inside_->loop.post([inside = inside_.get(), trace = std::move(trace)]() mutable {
        inside->front.trace(std::move(trace));
    });
}

std::vector<sip::Listen> Server::listening() const { return inside_->front.listening(); }

std::uint16_t Server::api_port() const { return inside_->console.port(); }

std::vector<std::string> Server::api_sockets() const { return inside_->console.sockets(); }

const media::ChosenWay& Server::media_way() const { return inside_->engine.way(); }

bool Server::realtime() const { return inside_->engine.realtime(); }

const std::vector<std::string>& Server::sound_problems() const { return inside_->library->problems(); }

}  // namespace layby::app
