#include "simulation/world/world.hpp"

#include <fmt/format.h>

namespace layby::simulation {
namespace {

constexpr Duration frame = 20ms;
constexpr Duration start_again_after = 1s;  ///< as its service file says
constexpr int most_steps_at_once = 10'000;

const std::string layby_ip = "192.0.2.1";

}  // namespace

World::World(std::uint64_t its_seed, const std::filesystem::path& dir)
    : seed(its_seed),
      network(agenda, ladder, Chance(seed, 1)),
      disk(agenda, ladder, Chance(seed, 2), dir / "layby.db"),
      settings_(office()) {
    machine().around = this;
    machine().chance.seed(seed);
    network.attach(layby_ip, "layby",
                   [this](const Address& from, const std::string& message) {
                       if (!dead_) deliver(from, {layby_ip, 5060}, message);
                   },
                   {});
    start_sound();
    for (std::size_t i = 0; i < users.size(); ++i)
        add({.user = users[i],
             .password = password,
             .ip = "192.0.2." + std::to_string(11 + i),
             .watches = slots});
    add({.user = "outside", .password = {}, .ip = "198.51.100.1", .trunk = true});
}

void World::add(const Phone::Setup& setup) {
    people.push_back(std::make_unique<Person>(*this, Chance(seed, 10 + people.size()), setup));
    people.back()->live();
}

World::~World() { machine().around = nullptr; }

void World::live() {
    while (!finished_) {
        live_one_life();
        halted_ = finished_;
        agenda.after(std::exchange(dark_, {}), [this] { halted_ = true; });
        go();
        halted_ = finished_;
    }
}

void World::live_one_life() try {
    const auto store = disk.open();
    dead_ = false;
    touched_ = true;
    app::Server server(settings_, {}, store.get(), {});
    ladder.note("layby has started");
    server.run();
    dead_ = true;  // what is destroyed says nothing more to anybody
    disk.cut_off();
    forget_sockets();
} catch (const std::runtime_error& error) {
    const std::string why = error.what();  // it begins with the file's path, which is another in each run
    ladder.note("layby can't start: its file " + why.substr(why.find(' ') + 1));
    dark_ = start_again_after;
}

void World::kill(Duration dark) {
    if (dead_) return;
    const bool in_trouble = disk.in_trouble();
    ladder.note(in_trouble ? "layby is killed, and its disk was in trouble" : "layby is killed");
    inspection_.layby_dies(in_trouble);
    dark_ = dark;
    dead_ = halted_ = true;
}

void World::go() {
    while (!halted_) {
        if (std::exchange(touched_, false)) settle();
        if (halted_) return;
        const auto next = agenda.next();
        if (!next || (layby_due_ && *layby_due_ < *next)) {
            turn_clock_to(layby_due_.value());
            touched_ = true;
            continue;
        }
        turn_clock_to(*next);
        touched_ = true;
        agenda.run_next();
    }
    layby_due_.reset();
}

void World::settle() {
    auto& parts = machine().parts;
    layby_due_.reset();
    if (!parts.turn_loop) return;
    for (int i = 0; i < most_steps_at_once; ++i) {
        parts.carry_out_sound_orders();
        const auto wait = parts.turn_loop();
        if (wait == Duration{}) continue;
        if (wait) layby_due_ = now() + *wait;
        return;
    }
    fail("layby never comes to rest");
}

void World::start_sound() {
    agenda.after(frame, [this] {
        for (auto& person : people) person->phone().speak();
        auto& parts = machine().parts;
        const auto told = machine().facts_of_sound;
        if (!dead_ && parts.sound_ticks) parts.sound_ticks();
        touched_ = told != machine().facts_of_sound;  // mostly there is nothing to do
        start_sound();
    });
}

void World::sip_leaves(const Address& from, const Address& to, std::string message) {
    if (dead_) return;
    network.send(from, to, message);
    if (message.starts_with("BYE ")) inspection_.said_bye(SipMessage::parse(message).header("Call-ID"));
}

void World::sound_leaves(const Address& from, const Address& to, Bytes packet) {
    if (!dead_) network.send_sound(from, to, packet);
}

/// What the console would say, without asking anybody.
const console::Copy& World::shown() {
    auto& feed = *machine().parts.feed;
    feed.catch_up();
    if (!feed.ready()) settle(), feed.catch_up();
    return feed.copy();
}

std::vector<calls::LotView> World::lots() {
    std::vector<calls::LotView> out;
    if (!is_up()) return out;
    settle();
    return shown().lot_views();
}

std::vector<calls::CallView> World::calls() {
    std::vector<calls::CallView> out;
    if (!is_up()) return out;
    settle();
    return shown().call_views();
}

std::vector<console::Count> World::counts() {
    std::vector<console::Count> out;
    if (!is_up()) return out;
    desk()->status([&](auto answer) { out = std::move(answer); });
    settle();
    return out;
}

std::uint64_t World::count(const std::string& group, const std::string& name) {
    for (const auto& one : counts())
        if (one.group == group && one.name == name) return one.value;
    fail("no counter " + group + "." + name);
}

}  // namespace layby::simulation
