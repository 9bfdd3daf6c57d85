// What may be watched, by whom, and in which shape.
#include <algorithm>

#include "sip/dialog/invitation.hpp"
#include "sip/lamps/lamps.hpp"
#include "sip/stack/message_parts.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

constexpr std::size_t most_subscriptions = 50000;
constexpr std::size_t most_in_list = 200;       ///< slots
constexpr std::size_t most_of_one_watcher = 4;  ///< of the same thing: a phone may well have two keys for it

Reply no_such(const std::string& what) { return refusal({404, "no such " + what}); }

Reply not_yours() { return refusal({403, "not your calls"}); }

}  // namespace

void Lamps::subscribe(Arrival& arrival, const calls::Origin& origin, const Hop& hop) {
    if (const auto refused = refused_extension(arrival.sip())) return arrival.answer(*refused);
    const auto request = read_subscribe(arrival.sip());
    if (const auto refused = refuse(request)) return arrival.answer(*refused);
    const auto found = topic_of(request, origin);
    if (const auto* refused = std::get_if<Reply>(&found)) return arrival.answer(*refused);
    SubscriptionState state;
    state.dialog = dialog_of(arrival.sip(), hop);
    state.dialog.peer = origin;
    state.dialog.contact = stack_.contact(hop.peer.ip, hop.transport);
    state.package = *request.package;
    state.event = request.event;
    state.user = request.orbit.empty() ? request.user : request.orbit;
    state.host = request.host;
    state.topic = std::get<Topic>(found);
    state.profile = profile_of(request.user_agent, origin);
    const auto seconds = granted(request.expires);
    const bool list = state.topic.kind == Topic::Kind::list;
    auto flow = is_connection(hop.transport) ? arrival.flow() : Flow{};
    const auto transaction = arrival.keep();
    if (!transaction) return;
    transaction->tag(state.dialog.name.local_tag);
    transaction->reply({200,
                        {},
                        header("Contact", state.dialog.contact) + header("Expires", std::to_string(seconds)) +
                            (list ? header("Require", "eventlist") : std::string{}),
                        {}});
    add(std::move(state), std::move(flow), seconds);
}

std::optional<Reply> Lamps::refuse(const SubscribeRequest& request) const {
    if (request.event.empty() || !request.package) return Reply{489, {}, allow_events_header(), {}};
    if (request.contact.empty()) return Reply{400, "Missing Contact Header", {}, {}};
    if (!request.takes_type) return Reply{406, {}, header("Accept", type_of(*request.package)), {}};
    if (all_.size() >= most_subscriptions) return Reply{503, {}, header("Retry-After", "60"), {}};
    return refuse_expires(request.expires);
}

Lamps::Found Lamps::topic_of(const SubscribeRequest& request, const calls::Origin& origin) const {
    if (request.package == Package::dialog) return slot_or_lot(request);
    return parked_for(request, origin);
}

Lamps::Found Lamps::slot_or_lot(const SubscribeRequest& request) const {
    const auto& number = request.orbit.empty() ? request.user : request.orbit;
    if (const auto slot = slot_in(number); slot && table_.has(*slot))
        return Topic{Topic::Kind::slot, {}, *slot};
    if (!request.orbit.empty()) return no_such("slot");
    if (const auto* lot = table_.lot_called(number)) {
        if (!request.takes_lists) return Topic{Topic::Kind::lot, lot->name, {}};
        if (lot->last.value - lot->first.value >= most_in_list) return refusal({403, "too many slots"});
        return Topic{Topic::Kind::list, lot->name, {}};
    }
    if (users_.contains(number)) return Topic{Topic::Kind::user, number, {}};
    const auto undisturbed = table_.undisturbed_by(number);
    if (undisturbed && users_.contains(*undisturbed))
        return Topic{Topic::Kind::do_not_disturb, *undisturbed, {}};
    if (table_.hours_with(number)) return Topic{Topic::Kind::hours, number, {}};
    return no_such("slot, lot or user");
}

/// Who parked for whom is nobody else's business.
Lamps::Found Lamps::parked_for(const SubscribeRequest& request, const calls::Origin& origin) const {
    const bool user = origin.kind == calls::Origin::Kind::user;
    if (user && origin.name != request.user) return not_yours();
    if (!users_.contains(request.user)) return no_such("user");
    return Topic{Topic::Kind::parked_for, request.user, {}};
}

bool Lamps::exists(const Topic& topic) const {
    switch (topic.kind) {
        case Topic::Kind::slot:
            return table_.has(topic.slot);
        case Topic::Kind::lot:
        case Topic::Kind::list:
            return table_.has_lot(topic.name);
        case Topic::Kind::user:
        case Topic::Kind::parked_for:
            return users_.contains(topic.name);
        case Topic::Kind::do_not_disturb:
            return users_.contains(topic.name) && !table_.number_of_undisturbed({}).empty();
        case Topic::Kind::hours:
            return table_.hours_with(topic.name) != nullptr;
    }
    return false;
}

/// A user who is still in the settings, or a trunk.
bool Lamps::is_known(const calls::Origin& watcher) const {
    return watcher.kind != calls::Origin::Kind::user || users_.contains(watcher.name);
}

const LampProfile& Lamps::profile_of(const std::string& user_agent, const calls::Origin& origin) const {
    const auto own = profiles_.find(origin.name);
    const bool by_user = origin.kind == calls::Origin::Kind::user && own != profiles_.end();
    const auto* chosen = lamp_profile_named(by_user ? own->second : profile_);
    return chosen ? *chosen : lamp_profile_for(user_agent);
}

/// A phone that subscribes to something again may have forgotten what it had before its restart, or have two
/// keys for it. The older subscription finds out by a NOTIFY: a phone that has forgotten it answers 481.
void Lamps::ask_older_ones(const std::string& watcher) {
    const auto found = of_watcher_.find(watcher);
    if (found == of_watcher_.end()) return;
    const auto older = found->second;
    for (const auto id : older) all_.at(id).subscription->tell_all();
    if (older.size() >= most_of_one_watcher) all_.at(older.front()).subscription->end("deactivated");
}

}  // namespace layby::sip
