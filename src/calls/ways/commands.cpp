// What a board or a program may order.
#include <algorithm>

#include "calls/house/board.hpp"
#include "calls/house/media_agreement.hpp"
#include "calls/house/reachable.hpp"
#include "calls/house/views.hpp"
#include "calls/states/pin_hash.hpp"
#include "calls/states/state.hpp"
#include "calls/ways/forward.hpp"
#include "calls/ways/messages.hpp"
#include "calls/ways/ordered_call.hpp"
#include "calls/ways/outside.hpp"
#include "calls/ways/parking_steps.hpp"
#include "calls/ways/presence.hpp"
#include "calls/ways/transfer.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

constexpr Duration ordered_phone_rings_for{30s};
constexpr std::ptrdiff_t most_orders = 5;  ///< that ring for one caller

/// The parked call that is meant, or why there is none.
CommandResult look(const Board& board, const Meant& meant, ParkId& park) {
    const auto slot = meant.slot;
    const auto desk = board.lots.find(meant.lot);
    if (desk == board.lots.end()) return CommandResult::no_such_lot;
    const auto parked = desk->second.lot.at(slot);
    const auto& rules = desk->second.lot.rules();
    if (!parked && !rules.has(slot)) return CommandResult::no_such_slot;
    if (!parked || parked->phase == parking::Phase::reserved) return CommandResult::slot_empty;
    park = parked->park;
    if (meant.only && park != meant.only) return CommandResult::another_call;
    if (parked->phase == parking::Phase::retrieving) return CommandResult::being_taken;
    return CommandResult::done;
}

/// Who answers there gets the caller. `answers`: its phone is asked to answer by itself.
/// False: nothing rings.
bool ring_retriever(Board& board, ParkId park, const Destination& to, bool answers, const Account& payer) {
    Park* parked = board.parks.change(park);
    const Leg* parkee = parked ? find(board, parked->parkee) : nullptr;
    if (!parkee) return false;
    Ring ring;
    ring.purpose = Ring::Purpose::retrieve;
    ring.park = park;
    ring.lot = parked->lot;
    ring.slot = parked->slot;
    ring.caller = parkee->party;
    ring.auto_answer = answers;
    ring.payer = payer;
    if (const auto codec = parkee->codec()) ring.like = {*codec};
    Ring& opened = open_ring(board, std::move(ring));
    std::erase_if(parked->ordered, [&](RingId id) { return !board.rings.find(id); });
    const RingId id = opened.id;
    parked->ordered.push_back(id);
    aim(board, opened, to, ordered_phone_rings_for);
    return board.rings.contains(id);
}

/// Neither itself nor anybody in its stead.
bool takes_no_calls(const Board& board, const std::string& user) {
    const Presence presence = presence_of(board, user);
    return presence.do_not_disturb && presence.forwards.always.empty();
}

/// On whose account a transfer leaves that `user` has ordered, or a program for whoever has the call.
Account payer_of(const std::string& user, const Account& owner) {
    return user.empty() ? owner : Account{Origin::Kind::user, user};
}

/// A user's, else that of the line by which the caller came.
Account account_of_parker(const Board& board, const Park& park) {
    if (!park.parker.user.empty()) return {Origin::Kind::user, park.parker.user};
    const Leg* parkee = find(board, park.parkee);
    return parkee ? account_of(*parkee) : Account{};
}

/// Why a parked call can't be sent there; done: it can.
CommandResult may_be_sent(const Board& board, const Park& park, const Destination& to) {
    if (!rings_somebody(to)) return CommandResult::no_such_number;
    const auto* user = std::get_if<ToUser>(&to);
    const User* known = user ? board.plan.user(user->user) : nullptr;
    const Leg* parkee = find(board, park.parkee);
    const bool is_itself = known && parkee && parkee->user() == known->name;
    if (is_itself || (known && !known->may_retrieve)) return CommandResult::not_allowed;
    if (known && takes_no_calls(board, known->name)) return CommandResult::do_not_disturb;
    const auto ringing =
        std::ranges::count_if(park.ordered, [&](RingId id) { return board.rings.contains(id); });
    return ringing < most_orders ? CommandResult::done : CommandResult::being_taken;
}

}  // namespace

CommandResult order_retrieve(Board& board, const Meant& meant, const RetrieveOrder& order) {
    ParkId park;
    if (const auto found = look(board, meant, park); found != CommandResult::done) return found;
    const User* known = board.plan.user(order.user);
    if (!known) return CommandResult::no_such_user;
    if (!known->may_retrieve) return CommandResult::not_allowed;
    if (order.by != order.user && is_undisturbed(board, order.user)) return CommandResult::do_not_disturb;
    if (devices_of(board, order.user).empty()) return CommandResult::not_registered;
    const bool rings = ring_retriever(board, park, ToUser{order.user}, true, {});
    return rings ? CommandResult::done : CommandResult::not_registered;
}

CommandResult order_transfer(Board& board, const Meant& meant, const TransferOrder& order) {
    ParkId park;
    if (const auto found = look(board, meant, park); found != CommandResult::done) return found;
    const Park& parked = *board.parks.find(park);
    const Destination to = board.plan.find(order.number);
    if (const auto may = may_be_sent(board, parked, to); may != CommandResult::done) return may;
    const Account payer = payer_of(order.by, account_of_parker(board, parked));
    if (barred(board, payer, to)) return CommandResult::barred;
    const bool rings = ring_retriever(board, park, to, false, payer);
    return rings ? CommandResult::done : CommandResult::not_registered;
}

CommandResult order_release(Board& board, const Meant& meant) {
    ParkId park;
    const auto found = look(board, meant, park);
    if (found != CommandResult::done && found != CommandResult::being_taken) return found;
    tell(board, meant.lot, parking::ReleaseOrdered{meant.slot});
    return CommandResult::done;
}

CommandResult order_pin(Board& board, const Meant& meant, const std::string& pin) {
    ParkId id;
    const auto found = look(board, meant, id);
    if (found != CommandResult::done && found != CommandResult::being_taken) return found;
    if (Park* park = board.parks.change(id)) park->pin = hashed_pin(pin), park->pin_lock = {};
    return CommandResult::done;
}

namespace {

/// It is found by the retrieve code of whom it is for, else of who parked it.
void destine(Board& board, ParkId id, const std::string& user) {
    Park* park = board.parks.change(id);
    if (!CHECK(park)) return;
    unlist_park(board, *park);
    park->for_user = user;
    park->whose = user.empty() ? park->parker.user : user;
    list_park(board, *park);
    tell(board, park->lot, parking::CallDestined{id, user});
}

}  // namespace

CommandResult order_edit(Board& board, const Meant& meant, const ParkEdit& edit) {
    ParkId park;
    if (const auto found = look(board, meant, park); found != CommandResult::done) return found;
    const bool for_somebody = edit.for_user && !edit.for_user->empty();
    if (for_somebody && !board.plan.user(*edit.for_user)) return CommandResult::no_such_user;
    if (edit.note) tell(board, meant.lot, parking::NoteWritten{park, *edit.note});
    if (edit.for_user) destine(board, park, *edit.for_user);
    if (edit.longer) tell(board, meant.lot, parking::WaitExtended{park, *edit.longer});
    return CommandResult::done;
}

CommandResult order_ask_for_message(Board& board, const Meant& meant, const std::string& user) {
    ParkId id;
    if (const auto found = look(board, meant, id); found != CommandResult::done) return found;
    if (const auto may = may_speak_to(board, user); may != CommandResult::done) return may;
    Leg* caller = change(board, board.parks.find(id)->parkee);
    if (!caller || !may_be_asked_to_speak(*caller)) return CommandResult::not_listening;
    destine(board, id, user);
    ask_to_speak(board, *caller);
    return CommandResult::done;
}

CommandResult order_park(Board& board, LegId parkee, const Place& where) {
    const Leg* leg = find(board, parkee);
    if (!leg) return CommandResult::no_such_call;
    const std::string lot = where.lot.empty() ? board.plan.default_lot() : where.lot;
    const auto desk = board.lots.find(lot);
    if (desk == board.lots.end()) return CommandResult::no_such_lot;
    if (where.slot && !desk->second.lot.rules().has(*where.slot)) return CommandResult::no_such_slot;
    Leg* parker = leg->doing == Doing::talking ? change(board, leg->with) : nullptr;
    if (!parker || parker->doing != Doing::talking || is_claiming(board, parkee))
        return CommandResult::not_talking;
    if (!may_park(board, *parker)) return CommandResult::not_allowed;
    park_partner(board, *parker, Park::Way::ordered, {lot, where.slot});
    return CommandResult::done;
}

CommandResult order_transfer(Board& board, LegId transferee, const TransferOrder& order) {
    Leg* leg = change(board, transferee);
    if (!leg) return CommandResult::no_such_call;
    Leg* transferor = leg->doing == Doing::talking ? change(board, leg->with) : nullptr;
    if (!transferor || transferor->doing != Doing::talking || is_claiming(board, transferee))
        return CommandResult::not_talking;
    // An outside party isn't rung back: the other one would be lost if nobody answered.
    if (!transferor->is_user()) return CommandResult::not_allowed;
    const Destination to = board.plan.find(order.number);
    if (!rings_somebody(to)) return CommandResult::no_such_number;
    const auto* user = std::get_if<ToUser>(&to);
    if (user && takes_no_calls(board, user->user)) return CommandResult::do_not_disturb;
    const Account payer = payer_of(order.by, account_of(*transferor));
    if (barred(board, payer, to)) return CommandResult::barred;
    confirm_retrieval(board, *transferor);
    transfer_by_order(board, *transferor, *leg, to, payer);
    return leg->doing == Doing::talking ? CommandResult::not_registered : CommandResult::done;
}

CommandResult order_hang_up(Board& board, LegId id) {
    Leg* leg = change(board, id);
    if (!leg) return CommandResult::no_such_call;
    const Park* park = leg->doing == Doing::parked ? board.parks.find(leg->park) : nullptr;
    if (park) {
        tell(board, park->lot, parking::ReleaseOrdered{park->slot});
        return CommandResult::done;
    }
    if (Ring* ring = ring_of_order(board, *leg)) {
        stop_ring(board, *ring, CancelReason::completed_elsewhere);
        return CommandResult::done;
    }
    if (!leg->answered || is_claiming(board, id)) return CommandResult::not_talking;
    board.order(HangUp{id});
    leg_gone(board, *leg, false);
    return CommandResult::done;
}

}  // namespace layby::calls
