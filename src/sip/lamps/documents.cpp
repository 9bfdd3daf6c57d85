#include "sip/lamps/documents.hpp"

#include "sip/lamps/callpark_info.hpp"
#include "sip/lamps/event_list.hpp"
#include "sip/lamps/message_waiting.hpp"
#include "sip/text/identity.hpp"

namespace layby::sip {
namespace {

using calls::WatchedSlot;
using calls::WatchedUser;

constexpr std::size_t most_dialogs = 60;  ///< in one document: some 40 kB
constexpr std::size_t most_parts = 25;    ///< of a list: some 20 kB

struct Scribe {
    const SubscriptionState& watch;
    const LampTable& table;
    const LampNames& names;
    Instant now;

    std::string uri_of(const std::string& user) const {
        return "sip:" + escaped_user(user) + '@' + watch.host;
    }
    DialogSide party(const Party& party) const;
    DialogEntry slot(SlotNumber number) const;
    DialogEntry user(const WatchedUser& user) const;
    DialogEntry do_not_disturb(const std::string& user) const;
    DialogEntry hours(const std::string& code) const;
    void name(DialogEntry& entry, const DialogName& name) const;
    bool may_pick_up(const WatchedUser& user) const;
    DialogEntry nothing(const std::string& id) const;
    DialogInfo info_of(const std::string& resource) const {
        return {uri_of(resource), watch.version, true, {}};
    }
};

DialogSide Scribe::party(const Party& party) const {
    if (party.anonymous) return {"Anonymous", "sip:anonymous@anonymous.invalid", {}, false};
    return {party.name, uri_of(party.number.empty() ? "unknown" : party.number), {}, false};
}

DialogEntry Scribe::nothing(const std::string& id) const {
    DialogEntry entry;
    entry.id = id;
    return entry;
}

void Scribe::name(DialogEntry& entry, const DialogName& name) const {
    entry.call_id = name.call_id;
    entry.local_tag = name.local_tag;
    entry.remote_tag = name.remote_tag;
}

/// What rings at one user may be taken by the others.
bool Scribe::may_pick_up(const WatchedUser& user) const {
    return user.rings && watch.dialog.peer.kind == calls::Origin::Kind::user;
}

/// The id stays a slot's own, so that a phone which keeps dialogs by id never keeps an old one. The target on
/// both sides is the slot: who calls it gets the caller, and nobody is sent out to the caller's own number.
DialogEntry Scribe::slot(SlotNumber number) const {
    DialogEntry entry = nothing("slot-" + number.text());
    const WatchedSlot* parked = table.taken(number);
    if (!parked) return entry;
    name(entry, names.of({parked->park, number}));
    const bool rings = parked->state == WatchedSlot::State::ringing;
    entry.phase = rings ? watch.profile.recalling : watch.profile.parked;
    entry.seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(
        0, std::chrono::duration_cast<std::chrono::seconds>(now - parked->since).count()));
    const auto target = uri_of(number.text());
    entry.local = DialogSide{"Parked " + number.text(), target, target, watch.profile.rendering};
    entry.remote = party(parked->caller);
    entry.remote->target = target;
    return entry;
}

DialogEntry Scribe::user(const WatchedUser& user) const {
    DialogEntry entry = nothing("user-" + user.user);
    if (user.state == WatchedUser::State::idle) return entry;
    entry.phase = user.state == WatchedUser::State::ringing ? DialogPhase::early : DialogPhase::confirmed;
    const auto self = uri_of(user.user);
    entry.local = DialogSide{{}, self, self, false};
    if (may_pick_up(user)) name(entry, names.of(user.rings));
    if (user.with != Party{}) entry.remote = party(user.with);
    if (entry.remote && may_pick_up(user)) entry.remote->target = self;
    return entry;
}

/// As if the user were on a call with its own wish. Who presses the key dials what changes it.
DialogEntry Scribe::do_not_disturb(const std::string& user) const {
    DialogEntry entry = nothing("undisturbed-" + user);
    if (!table.is_undisturbed(user)) return entry;
    entry.phase = DialogPhase::confirmed;
    const auto self = uri_of(table.number_of_undisturbed(user));
    entry.local = DialogSide{"Do not disturb", self, self, false};
    return entry;
}

/// Lit while they are closed: then a call goes elsewhere than its caller may think.
DialogEntry Scribe::hours(const std::string& code) const {
    DialogEntry entry = nothing("hours-" + code);
    if (!table.is_closed(code)) return entry;
    entry.phase = DialogPhase::confirmed;
    const auto* name = table.hours_with(code);
    const auto self = uri_of(code);
    entry.local = DialogSide{(name ? *name + ' ' : std::string{}) + "closed", self, self, false};
    return entry;
}

/// Those of the settings, and others in which somebody still waits.
std::set<SlotNumber> all_of(const LampTable& table, const std::string& name) {
    const auto taken = table.taken_in(name);
    std::set<SlotNumber> slots{taken.begin(), taken.end()};
    if (const auto* lot = table.lot_named(name))
        for (SlotNumber slot = lot->first; slot <= lot->last; ++slot.value) slots.insert(slot);
    return slots;
}

std::vector<SlotNumber> take_some(std::set<SlotNumber>& slots, std::size_t most) {
    std::vector<SlotNumber> taken;
    while (!slots.empty() && taken.size() < most) taken.push_back(slots.extract(slots.begin()).value());
    return taken;
}

Body body_of(const DialogInfo& info) { return {dialog_info_type, write(info)}; }

std::string resource_of(const Scribe& scribe) {
    const auto& topic = scribe.watch.topic;
    if (topic.kind == Topic::Kind::slot) return topic.slot.text();
    if (topic.kind == Topic::Kind::do_not_disturb) return scribe.table.number_of_undisturbed(topic.name);
    return topic.name;
}

DialogEntry entry_of(const Scribe& scribe, const Topic& topic) {
    if (topic.kind == Topic::Kind::slot) return scribe.slot(topic.slot);
    if (topic.kind == Topic::Kind::do_not_disturb) return scribe.do_not_disturb(topic.name);
    if (topic.kind == Topic::Kind::hours) return scribe.hours(topic.name);
    return scribe.user(scribe.table.user(topic.name));
}

Body single(const Scribe& scribe, Pending& pending) {
    const auto& topic = scribe.watch.topic;
    DialogInfo info = scribe.info_of(resource_of(scribe));
    info.dialogs = {entry_of(scribe, topic)};
    pending = {};
    return body_of(info);
}

/// All parked calls of a lot; or, where the watcher knows how, those that have changed.
Body whole_lot(const Scribe& scribe, Pending& pending) {
    const auto& watch = scribe.watch;
    DialogInfo info = scribe.info_of(watch.user);
    info.full = pending.full || !watch.profile.partial;
    if (info.full) {
        const auto taken = scribe.table.taken_in(watch.topic.name);
        pending.slots = {taken.begin(), taken.end()};
    }
    for (const auto slot : take_some(pending.slots, most_dialogs)) info.dialogs.push_back(scribe.slot(slot));
    if (info.full && !watch.profile.partial) pending.slots.clear();  // it couldn't add the rest to these
    if (info.full && info.dialogs.empty()) info.dialogs.push_back(scribe.nothing("lot-" + watch.topic.name));
    pending.full = false;
    pending.any = !pending.slots.empty();
    return body_of(info);
}

ListedResource listed(const Scribe& scribe, SlotNumber slot) {
    DialogInfo info = scribe.info_of(slot.text());
    info.dialogs = {scribe.slot(slot)};
    return {info.entity, slot.text(), body_of(info)};
}

/// A full list names all slots; the first of them have their part in it, the rest follow.
Body list(const Scribe& scribe, Pending& pending) {
    const bool full = pending.full;
    if (full) pending.slots = all_of(scribe.table, scribe.watch.topic.name);
    std::vector<ListedResource> resources;
    for (const auto slot : take_some(pending.slots, most_parts)) resources.push_back(listed(scribe, slot));
    if (full)
        for (const auto slot : pending.slots)
            resources.push_back({scribe.uri_of(slot.text()), slot.text(), {}});
    pending.full = false;
    pending.any = !pending.slots.empty();
    return write_event_list(scribe.uri_of(scribe.watch.user), scribe.watch.version, full, resources);
}

Body callpark(const Scribe& scribe, const std::vector<const WatchedSlot*>& parked) {
    if (parked.empty()) return {callpark_info_type, write_callpark_info({})};
    const WatchedSlot* longest = parked.front();
    for (const auto* one : parked)
        if (one->since < longest->since) longest = one;
    const auto caller = scribe.party(longest->caller);
    return {callpark_info_type, write_callpark_info(ParkedIdentity{caller.display, caller.uri})};
}

Document parked_for(const Scribe& scribe, Pending& pending) {
    const auto& watch = scribe.watch;
    const auto parked = scribe.table.parked_for(watch.topic.name);
    pending = {};
    if (watch.package == Package::message_summary) {
        const auto box = scribe.table.box(watch.topic.name);
        return {{message_summary_type, write_message_summary(scribe.uri_of(watch.topic.name),
                                                             parked.size() + box.fresh, box.heard)},
                {}};
    }
    return {callpark(scribe, parked), header("Call-Info", "<" + scribe.uri_of(watch.topic.name) +
                                                              ">;appearance-index=*;appearance-state=idle")};
}

}  // namespace

Document next_document(SubscriptionState& watch, const LampTable& table, const LampNames& names,
                       Instant now) {
    Pending& pending = watch.pending;
    const Scribe scribe{watch, table, names, now};
    Document document;
    switch (watch.topic.kind) {
        case Topic::Kind::slot:
        case Topic::Kind::user:
        case Topic::Kind::do_not_disturb:
        case Topic::Kind::hours:
            document.body = single(scribe, pending);
            break;
        case Topic::Kind::lot:
            document.body = whole_lot(scribe, pending);
            break;
        case Topic::Kind::list:
            document = {list(scribe, pending), header("Require", "eventlist")};
            break;
        case Topic::Kind::parked_for:
            document = parked_for(scribe, pending);
            break;
    }
    ++watch.version;
    return document;
}

}  // namespace layby::sip
