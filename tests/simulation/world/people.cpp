#include "simulation/world/people.hpp"

#include "simulation/world/world.hpp"

namespace layby::simulation {
namespace {

constexpr std::size_t most_calls_outside = 3;
constexpr Duration patience = 45s;  ///< with a call that nobody answers

bool asks_a_lot(const Call& call) {
    const bool lot = call.dialled.starts_with("70") || call.dialled == "*68";
    return lot && !call.heard.starts_with("voice") && !call.heard.starts_with("music");
}

bool waits(const Call& call) { return call.heard.starts_with("music"); }

}  // namespace

Person::Person(World& world, Chance chance, Phone::Setup setup)
    : world_(world),
      chance_(chance),
      phone_(world.agenda, world.network, world.ladder, chance, std::move(setup), ears()) {}

Phone::Ears Person::ears() {
    return {[this](Phone&, Call& call) { rings(call); }, [this](Phone&, Call& call) { over(call); },
            [this](Phone&, Call& call) { hears(call); },
            [this](Phone&, Call& call) { world_.inspection().lost(phone_, call); }};
}

void Person::live() {
    phone_.switch_on();
    world_.agenda.after(chance_.between(1s, 5s), [this] { act(); });
}

void Person::soon(Duration least, Duration most, const std::string& call_id, void (Person::*act)(Call&)) {
    world_.agenda.after(chance_.between(least, most), [this, call_id, act] {
        if (auto* call = phone_.find(call_id)) (this->*act)(*call);
    });
}

// -- what comes by itself

void Person::rings(Call& call) {
    if (chance_.percent(75)) return soon(0ms, 6s, call.call_id, &Person::answer);
    if (chance_.percent(50))
        phone_.refuse(call, 486);
    else if (chance_.percent(20))
        phone_.refuse(call, 302, "Contact: <sip:" + some_slot() + "@192.0.2.1>\r\n");
}

void Person::answer(Call& call) { phone_.answer(call); }
void Person::hang_up(Call& call) { phone_.hang_up(call); }

void Person::hears(Call& call) { world_.inspection().hears(phone_, call); }

void Person::over(Call& call) { world_.inspection().over(phone_, call); }

// -- what they do

void Person::act() {
    world_.agenda.after(chance_.between(500ms, 6s), [this] { act(); });
    if (!phone_.is_on()) return;
    if (world_.calm) return come_to_rest();
    if (chance_.per_mille(4)) return phone_.reboot(chance_.between(1s, 20s));
    auto calls = phone_.calls();
    if (phone_.is_trunk() && calls.size() < most_calls_outside && chance_.percent(30)) return act_outside();
    if (calls.empty()) return act_alone();
    act_on(*chance_.any(calls));
}

std::string Person::somebody() { return chance_.any(users); }
std::string Person::some_slot() { return chance_.percent(60) ? "700" : chance_.any(slots); }

void Person::dial(const std::string& number, const std::string& from) {
    const auto& call = phone_.dial(number, from);
    soon(patience, patience, call.call_id, &Person::give_up);
}

void Person::give_up(Call& call) { phone_.cancel(call); }

void Person::act_outside() { dial(somebody(), "55510" + std::to_string(chance_.below(90) + 10)); }

void Person::act_alone() {
    if (phone_.is_trunk() || chance_.percent(40)) return;
    const auto lit = phone_.lit();
    switch (chance_.below(10)) {
        case 0:
        case 1:
        case 2:
            return dial(somebody());
        case 3:
        case 4:
        case 5:
            return dial(lit && !lit->empty() ? *lit->begin() : chance_.any(slots));
        case 6:
            return dial(chance_.percent(50) ? "699" : "*88");
        case 7:
            return dial(chance_.percent(50) ? "**" + somebody() : "*88" + chance_.any(slots));
        case 8:
            if (auto* desk = world_.desk()) order(*desk);
            return;
        default:
            return dial("799");
    }
}

/// By a board.
void Person::order(console::Desk& desk) {
    if (chance_.percent(30)) {
        const auto number = chance_.percent(70) ? somebody() : chance_.any(slots);
        return desk.call({phone_.user(), number, phone_.user(), "account", false}, [](auto, const auto&) {});
    }
    desk.retrieve({"main", {static_cast<std::uint32_t>(701 + chance_.below(3))}}, {phone_.user()},
                  [](auto) {});
}

void Person::act_on(Call& call) {
    if (call.state == Call::State::ringing) return answer(call);
    if (call.state == Call::State::calling) {
        if (chance_.percent(15)) phone_.cancel(call);
        return;
    }
    if (!call.is_up() || call.referring) return;
    if (call.refer_result >= 200 && call.refer_result < 300 && chance_.percent(60)) return hang_up(call);
    waits(call) ? wait(call) : talk(call);
}

void Person::wait(Call& call) {
    if (chance_.percent(12)) hang_up(call);
}

void Person::talk(Call& call) {
    const auto act = chance_.below(20);
    if (act < 2) return hang_up(call);
    if (phone_.is_trunk()) return;
    if (act < 6) return phone_.refer(call, "700");
    if (act < 8) return phone_.refer(call, chance_.any(slots));
    if (act < 10) return phone_.refer(call, somebody());
    if (act < 12) return phone_.hold(call, !call.holds());
    if (act < 14) return park_by_key(call);
    if (act < 18) return complete(call);
}

void Person::park_by_key(Call& call) {
    for (const char digit : std::string{"*72"}) phone_.key(call, digit);
}

/// Asks somebody, or the lot, while the other is on hold; then puts them together.
void Person::complete(Call& call) {
    for (auto* other : phone_.calls()) {
        if (other == &call || !other->is_up() || other->referring) continue;
        return other->incoming == call.incoming && chance_.percent(50) ? phone_.refer(*other, call)
                                                                       : phone_.refer(call, *other);
    }
    phone_.hold(call, true);
    soon(300ms, 1s, call.call_id, &Person::consult);
}

void Person::consult(Call& held) {
    if (!held.is_up() || !held.holds()) return;
    const auto kind = chance_.below(4);
    if (kind == 0) return dial("*68");
    dial(kind < 3 ? some_slot() : somebody());
}

/// A slot stays reserved for who asks the lot about it. And whoever is in a call that a crash has thrown back
/// to an earlier state notices sooner or later.
void Person::come_to_rest() {
    for (auto* call : phone_.calls()) {
        if (call->is_up() && (call->excused || asks_a_lot(*call))) phone_.hang_up(*call);
        const bool rings_for_long = call->state == Call::State::ringing && call->began + patience < now();
        if (rings_for_long) phone_.refuse(*call, 480);
    }
}

void Person::hang_up_everything() {
    for (auto* call : phone_.calls()) {
        if (call->state == Call::State::ringing)
            phone_.refuse(*call, 486);
        else if (call->state == Call::State::calling)
            phone_.cancel(*call);
        else
            phone_.hang_up(*call);
    }
}

}  // namespace layby::simulation
