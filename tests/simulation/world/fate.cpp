#include "simulation/world/fate.hpp"

#include <fmt/format.h>

namespace layby::simulation {
namespace {

/// Everything that is repeated is given up after 32 s, and what was lost with a phone's power is missed
/// within lost_after and a probe, or at the next refresh of the session.
constexpr Duration agreed_within = 240s, look_again = 500ms;

}  // namespace

Fate::Fate(World& world, Chance chance, Duration length)
    : world_(world), chance_(chance), end_(now() + length) {}

void Fate::begin() {
    world_.calm = true;
    world_.agenda.after(3s, [this] { storm(); });
}

void Fate::storm() {
    world_.ladder.note("a storm begins");
    world_.calm = false;
    ++storm_;
    change_weather();
    strike();
    world_.agenda.after(chance_.between(20s, 90s), [this] { calm(); });
}

void Fate::strike() {
    world_.agenda.after(chance_.between(1s, 25s), [this, storm = storm_] {
        if (world_.calm || storm != storm_) return;
        switch (chance_.below(6)) {
            case 0:
            case 1:
                change_weather();
                break;
            case 2:
            case 3:
                change_disk();
                break;
            default:
                world_.kill(chance_.percent(50) ? Duration{100ms} : chance_.between(0ms, 5s));
        }
        strike();
    });
}

void Fate::change_weather() {
    auto& weather = world_.network.weather;
    const auto bad = chance_.below(4);
    weather = {};
    if (bad == 0) return;
    weather.lost = static_cast<unsigned>(chance_.below(bad * 60));
    weather.twice = static_cast<unsigned>(chance_.below(bad * 30));
    weather.sound_lost = static_cast<unsigned>(chance_.below(bad * 50));
    weather.most = chance_.between(1ms, 100ms * bad * bad);
    world_.ladder.note(fmt::format("weather: {} ‰ are lost, {} ‰ come twice, up to {} ms late", weather.lost,
                                   weather.twice, weather.most / 1ms));
}

void Fate::change_disk() {
    Temper temper;
    switch (chance_.below(5)) {
        case 0:
            break;
        case 1:
            temper.most = 40ms;
            break;
        case 2:
            temper = {.least = 200ms, .most = 4s};
            break;
        case 3:
            temper.betrays_every = static_cast<unsigned>(1 + chance_.below(6));
            break;
        default:
            temper.betrays_every = static_cast<unsigned>(1 + chance_.below(6));
            temper.treachery = store::Treachery::unknown;
    }
    world_.ladder.note(
        fmt::format("disk: up to {} ms, betrays every {}", temper.most / 1ms, temper.betrays_every));
    world_.disk.feel(temper);
}

void Fate::calm() {
    world_.ladder.note("it is calm");
    world_.calm = true;
    world_.network.weather = {};
    world_.disk.feel({});
    look(now() + agreed_within, &Inspection::disagreement, &Fate::next_round);
}

void Fate::look(Instant until, std::string (Inspection::*check)(), void (Fate::*next)()) {
    world_.agenda.after(look_again, [this, until, check, next] {
        const auto wrong = world_.is_up() ? (world_.inspection().*check)() : "layby is not up";
        if (wrong.empty()) return (this->*next)();
        if (now() >= until) fail("after a long calm " + wrong + "\n" + world_.inspection().beliefs());
        look(until, check, next);
    });
}

void Fate::next_round() {
    world_.ladder.note("all agree");
    now() < end_ ? storm() : last_goodbye();
}

void Fate::last_goodbye() {
    for (auto& person : world_.people) person->hang_up_everything();
    world_.agenda.after(1s, [this] {
        for (auto& person : world_.people) person->hang_up_everything();
    });
    look(now() + agreed_within, &Inspection::leftovers, &Fate::all_is_well);
}

void Fate::all_is_well() {
    world_.ladder.note("nothing is left");
    world_.finish();
}

}  // namespace layby::simulation
