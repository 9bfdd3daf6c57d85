#include "simulation/world/inspection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "simulation/world/world.hpp"

namespace layby::simulation {
namespace {

constexpr Duration heard_lately = 1s, bye_follows = 5s;

std::string name_of(const Phone& phone, const Call& call) {
    return fmt::format("{}/{} [{}]", phone.user(), call.id, call.call_id);
}

bool is_voice(const std::string& heard) { return heard.starts_with("voice "); }
bool is_music(const std::string& heard) { return heard.starts_with("music "); }

/// The number that a call's phone has at the other end.
std::string number_of(const Phone& phone, const Call& call) {
    if (!phone.is_trunk()) return phone.user();
    const auto uri = tests::uri_in(call.local);
    return uri.substr(4, uri.find('@') - 4);
}

}  // namespace

Inspection::Voice Inspection::voice_of(const std::string& heard) {
    const auto slash = heard.find('/');
    const auto user = heard.substr(6, slash - 6);
    for (auto& person : world_.people)
        for (auto* call : person->phone().calls())
            if (person->phone().user() == user && std::to_string(call->id) == heard.substr(slash + 1))
                return {&person->phone(), call};
    return {};
}

void Inspection::hears(Phone& phone, Call& call) {
    world_.ladder.note(phone.user() + "/" + std::to_string(call.id) + " hears " + call.heard);
}

void Inspection::over(Phone&, Call&) {}

/// BYE may be on its way, or wait for the disk. One that is lost is said again, but not by a process that is
/// dead.
void Inspection::lost(Phone& phone, Call& call) {
    if (call.excused) return;
    const auto name = name_of(phone, call), call_id = call.call_id;
    world_.agenda.after(bye_follows, [this, name, call_id, lives = lives_] {
        if (lives == lives_ && !said_bye_.contains(call_id)) fail(name + " is forgotten");
    });
}

/// Phones were told of what isn't durable only if the disk was in trouble.
void Inspection::layby_dies(bool disk_in_trouble) {
    ++lives_;
    if (!disk_in_trouble) return;
    for (auto& person : world_.people)
        for (auto* call : person->phone().calls()) call->excused = true;
}

std::string Inspection::disagreement() {
    for (const auto check : {&Inspection::wrong_calls, &Inspection::wrong_slots, &Inspection::wrong_sound})
        if (auto wrong = (this->*check)(); !wrong.empty()) return wrong;
    return {};
}

std::string Inspection::wrong_calls() {
    std::set<std::string> believed;
    for (auto& person : world_.people)
        for (auto* call : person->phone().calls()) {
            if (!call->is_up()) return name_of(person->phone(), *call) + " is not up";
            believed.insert(call->call_id);
        }
    for (auto& person : world_.people)
        if (const auto open = person->phone().unsettled(); !open.empty())
            return person->phone().user() + ": " + open;
    const auto kept = world_.disk.look();
    std::set<std::string> kept_ids;
    for (const auto& [leg, call_id] : kept.call_ids) kept_ids.insert(call_id);
    if (believed != kept_ids)
        return fmt::format("phones believe in the calls {}, the file in {}", believed, kept_ids);
    std::set<std::uint64_t> legs;
    for (const auto& call : world_.calls()) legs.insert(call.leg.value);
    if (legs != kept.legs || legs != kept.dialogs)
        return fmt::format("the API has the legs {}, the file {}, of which it has the dialogs {}", legs,
                           kept.legs, kept.dialogs);
    return {};
}

std::string Inspection::wrong_slots() {
    std::set<std::string> taken;
    std::multiset<std::string> waiting, parked;
    for (const auto& lot : world_.lots())
        for (const auto& call : lot.parked) {
            if (call.phase != parking::Phase::waiting)
                return fmt::format("slot {} is in phase {}", call.slot.text(), static_cast<int>(call.phase));
            taken.insert(call.slot.text());
            parked.insert(call.caller.number);
        }
    if (const auto kept = world_.disk.look().slots; kept != taken)
        return fmt::format("the slots {} are taken, in the file {}", taken, kept);
    for (auto& person : world_.people) {
        auto& phone = person->phone();
        if (phone.is_trunk()) continue;
        const auto lit = phone.lit();
        if (!lit) return phone.user() + " has not been told of its lamps";
        if (*lit != taken)
            return fmt::format("the slots {} are taken, at {} the lamps {} are lit", taken, phone.user(),
                               *lit);
    }
    return {};
}

std::string Inspection::beliefs() {
    std::string out;
    for (const auto& call : world_.calls())
        out += fmt::format("leg {} of \"{}\" {} is {}, with {}\n", call.leg.value, call.party.name,
                           call.party.number, call.state, call.other.value);
    for (const auto& lot : world_.lots())
        for (const auto& call : lot.parked)
            out += fmt::format("slot {}: {}, phase {}\n", call.slot.text(), call.caller.number,
                               static_cast<int>(call.phase));
    for (const auto& [leg, call_id] : world_.disk.look().call_ids)
        out += fmt::format("leg {} is {}\n", leg, call_id);
    for (auto& person : world_.people)
        for (auto* call : person->phone().calls())
            out += fmt::format("{} is {}{}{}, shows {}, hears {}\n", name_of(person->phone(), *call),
                               call->is_up()    ? "up"
                               : call->incoming ? "ringing"
                                                : "calling",
                               call->holds() ? ", holding" : "", call->referring ? ", referring" : "",
                               call->shown, call->heard);
    return out;
}

std::string Inspection::wrong_sound() {
    for (auto& person : world_.people)
        for (auto* call : person->phone().calls())
            if (auto wrong = wrong_sound_of(person->phone(), *call); !wrong.empty()) return wrong;
    return {};
}

std::string Inspection::wrong_sound_of(Phone& phone, Call& call) {
    if (call.holds()) return {};
    const auto name = name_of(phone, call);
    if (!call.heard_at || *call.heard_at + heard_lately < now()) return name + " hears nothing";
    if (is_music(call.heard)) return {};
    if (!is_voice(call.heard)) return name + " hears " + call.heard;
    const auto [other, its_call] = voice_of(call.heard);
    if (!other) return name + " hears " + call.heard + ", who is gone";
    if (!its_call->holds() && its_call->heard != call.mark(phone.user()))
        return name + " hears " + call.heard + ", who hears " + its_call->heard;
    if (call.shown != number_of(*other, *its_call))
        return fmt::format("{} hears {} and shows {}", name, call.heard, call.shown);
    return {};
}

namespace {

std::uint64_t value_of(const std::vector<console::Count>& counts, std::string_view group,
                       std::string_view name) {
    for (const auto& one : counts)
        if (one.group == group && one.name == name) return one.value;
    return 0;
}

}  // namespace

/// Lamps go on being refreshed, each at times of its own, and a refresh is a transaction for 32 s more: there
/// is at most one for each of them.
std::string Inspection::leftovers() {
    static const std::set<std::string> free{"registrations", "subscriptions", "timers"};
    const auto counts = world_.counts();
    const auto refreshes = value_of(counts, "sip", "subscriptions");
    for (const auto& one : counts) {
        if (one.name == "server_transactions" && one.value <= refreshes) continue;
        if (one.group == "runtime" && one.name != "bugs") continue;
        if (one.name.ends_with("_total") || one.name == "last_commit_us" || free.contains(one.name)) continue;
        if (one.value != 0) return fmt::format("{}.{} is {}", one.group, one.name, one.value);
    }
    const auto kept = world_.disk.look();
    if (!kept.legs.empty() || !kept.dialogs.empty() || !kept.slots.empty() || kept.rings + kept.transfers > 0)
        return fmt::format("the file still has {} legs, {} dialogs, {} slots, {} rings, {} transfers",
                           kept.legs.size(), kept.dialogs.size(), kept.slots.size(), kept.rings,
                           kept.transfers);
    return {};
}

}  // namespace layby::simulation
