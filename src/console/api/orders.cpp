#include "console/api/orders.hpp"

#include <utility>
#include <variant>

#include "console/api/refused.hpp"
#include "console/json.hpp"
#include "console/order_text.hpp"
#include "console/path.hpp"

namespace layby::console {
namespace {

/// The slot of the path, and the call that is meant there; or why not.
std::variant<Desk::Meant, Answer> meant_by(const Asked& asked) {
    const auto slot = slot_number(asked.path[5]);
    if (!slot) return bad_slot(asked.path[5]);
    const auto only = park_of(asked.request.if_match);
    if (!only) return refusal(400, "bad_match", R"(If-Match must be an ETag like "park-9", or *)");
    return Desk::Meant{asked.path[3], *slot, *only};
}

struct MeantForUser {
    Desk::Meant call;
    std::string user;
};

/// The same with the user whom the body names, else who asks; or why not.
std::variant<MeantForUser, Answer> meant_for_user(const Asked& asked) {
    if (!is_json(asked.request.content_type)) return not_json();
    auto user = user_of(asked.request.body);
    if (user && user->empty()) user = asked.guest.user;
    if (!user || user->empty())
        return refusal(400, "bad_body",
                       R"(the body must be an object like {"user":"203"}; who has a phone may leave it out)");
    auto meant = meant_by(asked);
    if (auto* wrong = std::get_if<Answer>(&meant)) return std::move(*wrong);
    return MeantForUser{std::get<Desk::Meant>(std::move(meant)), *std::move(user)};
}

/// Where to, and on whose account; or why not.
std::variant<calls::TransferOrder, Answer> order_of(const Asked& asked) {
    if (!is_json(asked.request.content_type)) return not_json();
    const auto to = to_of(asked.request.body);
    if (!to) return refusal(400, "bad_body", R"(the body must be like {"to":"600"})");
    return calls::TransferOrder{*to, asked.guest.user};
}

/// The reply to an order: `done`, or why it isn't. `user`: whom the order named.
auto outcome(const Post& post, Answered answered, Answer done, const Desk::Meant& call,
             const std::string& user = {}) {
    return reply(post, std::move(answered), [done = std::move(done), call, user](auto result) {
        if (result == calls::CommandResult::done) return done;
        return refused(result, call.lot, call.slot, user);
    });
}

/// Who acts on one lot alone need not name it.
std::optional<Answer> refuse_place(const RightsOf& rights, calls::Place& place) {
    if (!rights) return {};
    if (place.lot.empty() && rights->acts.size() == 1) place.lot = *rights->acts.begin();
    if (place.lot.empty()) return refusal(400, "bad_body", "name one of your lots");
    if (!sees(rights, place.lot)) return refused(calls::CommandResult::no_such_lot, place.lot, {}, {});
    return acts_on(rights, place.lot) ? std::nullopt : std::optional(only_looks(place.lot));
}

}  // namespace

OrderResources::OrderResources(const Desk& desk, Feeds& feeds, Post post)
    : desk_(desk), feeds_(feeds), post_(std::move(post)) {}

Routes OrderResources::routes() {
    using Self = OrderResources;
    return {
        {"POST",
         {"api", "v1", "lots", "*", "slots", "*", "retrieve"},
         by(this, &Self::retrieve),
         Scope::agent,
         Reach::some_lots},
        {"POST",
         {"api", "v1", "lots", "*", "slots", "*", "release"},
         by(this, &Self::release),
         Scope::supervisor,
         Reach::some_lots},
        {"POST",
         {"api", "v1", "lots", "*", "slots", "*", "message"},
         by(this, &Self::ask_for_message),
         Scope::agent,
         Reach::some_lots},
        {"PUT",
         {"api", "v1", "lots", "*", "slots", "*", "pin"},
         by(this, &Self::set_pin),
         Scope::agent,
         Reach::some_lots},
        {"PATCH",
         {"api", "v1", "lots", "*", "slots", "*"},
         by(this, &Self::edit),
         Scope::agent,
         Reach::some_lots},
        {"POST", {"api", "v1", "calls", "*", "park"}, by(this, &Self::park), Scope::agent, Reach::some_lots},
        {"POST",
         {"api", "v1", "lots", "*", "slots", "*", "transfer"},
         by(this, &Self::transfer_parked),
         Scope::agent,
         Reach::some_lots},
        {"POST",
         {"api", "v1", "calls", "*", "transfer"},
         by(this, &Self::transfer),
         Scope::agent,
         Reach::some_lots},
        {"POST",
         {"api", "v1", "calls", "*", "hangup"},
         by(this, &Self::hang_up),
         Scope::agent,
         Reach::some_lots},
    };
}

void OrderResources::retrieve(const Asked& asked, Answered answered) {
    const auto meant = meant_for_user(asked);
    if (const auto* wrong = std::get_if<Answer>(&meant)) return answered(*wrong);
    const auto& [call, user] = std::get<MeantForUser>(meant);
    Answer rings{202, slot_json(call.slot, "ringing", user), {}};
    desk_.retrieve(call, {user, asked.guest.user},
                   outcome(post_, std::move(answered), std::move(rings), call, user));
}

void OrderResources::ask_for_message(const Asked& asked, Answered answered) {
    const auto meant = meant_for_user(asked);
    if (const auto* wrong = std::get_if<Answer>(&meant)) return answered(*wrong);
    const auto& [call, user] = std::get<MeantForUser>(meant);
    Answer speaks{202, slot_json(call.slot, "asked for a message", user), {}};
    desk_.ask_for_message(call, user, outcome(post_, std::move(answered), std::move(speaks), call, user));
}

void OrderResources::release(const Asked& asked, Answered answered) {
    const auto meant = meant_by(asked);
    if (const auto* wrong = std::get_if<Answer>(&meant)) return answered(*wrong);
    const auto& call = std::get<Desk::Meant>(meant);
    auto free = ok(slot_json(call.slot, "released", {}));
    desk_.release(call, outcome(post_, std::move(answered), std::move(free), call));
}

void OrderResources::set_pin(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto pin = pin_of(asked.request.body);
    if (!pin) {
        return answered(refusal(400, "bad_body",
                                R"(the body must be {"pin":"4711"}, of 1 to 16 digits, or {"pin":null})"));
    }
    const auto meant = meant_by(asked);
    if (const auto* wrong = std::get_if<Answer>(&meant)) return answered(*wrong);
    const auto& call = std::get<Desk::Meant>(meant);
    const char* state = pin->empty() ? "without own PIN" : "with own PIN";
    auto set = ok(slot_json(call.slot, state, {}));
    desk_.set_pin(call, *pin, outcome(post_, std::move(answered), std::move(set), call));
}

void OrderResources::edit(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto edit = edit_of(asked.request.body);
    if (!edit) {
        return answered(
            refusal(400, "bad_body",
                    R"(the body must be like {"note":"asks for Ann","for_user":"202","extend_s":60})"));
    }
    const auto meant = meant_by(asked);
    if (const auto* wrong = std::get_if<Answer>(&meant)) return answered(*wrong);
    const auto& call = std::get<Desk::Meant>(meant);
    auto said = ok(slot_json(call.slot, "changed", {}));
    const auto user = edit->for_user.value_or("");
    desk_.edit(call, *edit, outcome(post_, std::move(answered), std::move(said), call, user));
}

void OrderResources::park(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    auto place = place_of(asked.request.body);
    if (!place)
        return answered(
            refusal(400, "bad_body", R"(the body must be like {"lot":"main","slot":703}, or {})"));
    const auto leg = leg_of(asked.path[3]);
    if (!leg) return answered(refused(calls::CommandResult::no_such_call, {}, {}, {}));
    if (auto not_seen = refuse_call(asked, *leg)) return answered(*not_seen);
    if (auto not_there = refuse_place(asked.guest.rights, *place)) return answered(*not_there);
    const Desk::Meant there{place->lot, place->slot.value_or(SlotNumber{})};
    Answer parking{202, state_json("parking"), {}};
    desk_.park(*leg, *place, outcome(post_, std::move(answered), std::move(parking), there));
}

std::optional<Answer> OrderResources::refuse_call(const Asked& asked, LegId leg) {
    const auto& rights = asked.guest.rights;
    if (!rights) return {};
    const auto feed = feeds_.seen_with(rights);
    const auto call = feed->copy().calls().find(leg);
    if (call == feed->copy().calls().end()) return refused(calls::CommandResult::no_such_call, {}, {}, {});
    const auto& lot = call->second.lot;
    return lot.empty() || acts_on(rights, lot) ? std::nullopt : std::optional(only_looks(lot));
}

void OrderResources::transfer_parked(const Asked& asked, Answered answered) {
    const auto order = order_of(asked);
    if (const auto* wrong = std::get_if<Answer>(&order)) return answered(*wrong);
    const auto meant = meant_by(asked);
    if (const auto* wrong = std::get_if<Answer>(&meant)) return answered(*wrong);
    const auto& call = std::get<Desk::Meant>(meant);
    Answer rings{202, slot_json(call.slot, "ringing", {}), {}};
    desk_.transfer_parked(call, std::get<calls::TransferOrder>(order),
                          outcome(post_, std::move(answered), std::move(rings), call));
}

void OrderResources::transfer(const Asked& asked, Answered answered) {
    const auto order = order_of(asked);
    if (const auto* wrong = std::get_if<Answer>(&order)) return answered(*wrong);
    const auto leg = leg_of(asked.path[3]);
    if (!leg) return answered(refused(calls::CommandResult::no_such_call, {}, {}, {}));
    if (auto not_seen = refuse_call(asked, *leg)) return answered(*not_seen);
    if (asked.guest.rights && asked.guest.rights->acts.empty()) return answered(only_looks({}));
    desk_.transfer(*leg, std::get<calls::TransferOrder>(order),
                   outcome(post_, std::move(answered), {202, state_json("transferring"), {}}, {}));
}

/// Of a user's phone, which is its party.
bool OrderResources::is_own_call(const Asked& asked, LegId leg) {
    const auto feed = feeds_.seen_with(asked.guest.rights);
    const auto call = feed->copy().calls().find(leg);
    return call != feed->copy().calls().end() && call->second.trunk.empty() &&
           is_own(asked, call->second.party.number);
}

void OrderResources::hang_up(const Asked& asked, Answered answered) {
    const auto leg = leg_of(asked.path[3]);
    if (!leg) return answered(refused(calls::CommandResult::no_such_call, {}, {}, {}));
    if (asked.guest.scope < Scope::supervisor && !is_own_call(asked, *leg))
        return answered(refusal(403, "out_of_scope",
                                "this needs the scope supervisor, or has to be a call of your own phone"));
    if (auto not_seen = refuse_call(asked, *leg)) return answered(*not_seen);
    desk_.hang_up(*leg, outcome(post_, std::move(answered), ok(state_json("hung up")), {}));
}

}  // namespace layby::console
