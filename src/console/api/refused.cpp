#include "console/api/refused.hpp"

namespace layby::console {
namespace {

std::string in_lot(SlotNumber slot, const std::string& lot) {
    return "slot " + slot.text() + " of lot \"" + lot + "\"";
}

}  // namespace

Answer only_looks(const std::string& lot) {
    return refusal(
        403, "out_of_scope",
        lot.empty() ? "this account may only look" : "this account may only look at lot \"" + lot + "\"");
}

bool is_own(const Asked& asked, const std::string& user) {
    return !asked.guest.user.empty() && asked.guest.user == user;
}

std::optional<Answer> refuse_look_at_user(const Asked& asked, const std::string& user) {
    if (is_own(asked, user) || asked.guest.scope >= Scope::supervisor) return {};
    return refusal(403, "out_of_scope", "this needs the user's own account, or the scope supervisor");
}

std::optional<Answer> refuse_order_for_user(const Asked& asked, const std::string& user) {
    if (auto not_yours = refuse_look_at_user(asked, user)) return not_yours;
    const bool acts_nowhere = asked.guest.rights && asked.guest.rights->acts.empty();
    return acts_nowhere && !is_own(asked, user) ? std::optional(only_looks({})) : std::nullopt;
}

std::optional<Answer> refuse_call_by(const Asked& asked, const std::string& user) {
    if (auto not_yours = refuse_order_for_user(asked, user)) return not_yours;
    if (!asked.guest.rights || user == asked.guest.user) return {};
    return refusal(403, "out_of_scope", "an account with [[rights]] has its own phone call, and no other");
}

Answer bad_slot(const std::string& text) {
    return refusal(404, "no_such_slot", "\"" + text + "\" is not a slot number");
}

Answer refused(calls::CommandResult result, const std::string& lot, SlotNumber slot,
               const std::string& user) {
    using Result = calls::CommandResult;
    switch (result) {
        case Result::no_such_lot:
            return refusal(404, "no_such_lot", "there is no lot \"" + lot + "\"");
        case Result::no_such_slot:
            return refusal(404, "no_such_slot", "lot \"" + lot + "\" has no slot " + slot.text());
        case Result::slot_empty:
            return refusal(404, "slot_empty", "nobody waits in " + in_lot(slot, lot));
        case Result::no_such_user:
            return refusal(404, "no_such_user", "there is no user \"" + user + "\"");
        case Result::no_such_call:
            return refusal(404, "no_such_call", "this call is over");
        case Result::not_talking:
            return refusal(409, "not_talking", "this call is not in a conversation now");
        case Result::no_such_number:
            return refusal(404, "no_such_number", "that is no number of a user, of a group, or outside");
        case Result::no_such_hours:
            return refusal(404, "no_such_hours", "there are no such hours");
        case Result::barred:
            return refusal(403, "barred", "that number may not be called now");
        case Result::do_not_disturb:
            return refusal(409, "do_not_disturb", "who is to be rung wants no calls now");
        case Result::not_registered:
            return refusal(
                409, "not_registered",
                user.empty() ? "nothing can ring there" : "no phone of user \"" + user + "\" is registered");
        case Result::not_allowed:
            return refusal(
                403, "not_allowed",
                user.empty() ? "the other party may not do that" : "user \"" + user + "\" may not retrieve");
        case Result::being_taken:
            return refusal(409, "being_taken", "somebody is already taking the call in " + in_lot(slot, lot));
        case Result::another_call:
            return refusal(412, "another_call", "another call is in " + in_lot(slot, lot) + " by now");
        case Result::too_many_calls:
            return refusal(409, "too_many_calls",
                           "user \"" + user +
                               "\" has as many calls as it may have at once, or its phone rings "
                               "for such a call already");
        case Result::about_to_end:
            return refusal(503, "ending", "the server is about to end and takes no new calls");
        case Result::no_such_task:
            return refusal(404, "no_such_task", "there is no such call-back task");
        case Result::task_taken:
            return refusal(409, "task_taken", "somebody else minds this task already");
        case Result::task_over:
            return refusal(409, "task_over", "this task is done or dropped already");
        case Result::task_changed:
            return refusal(412, "task_changed", "this task has been changed meanwhile");
        case Result::no_such_message:
            return refusal(404, "no_such_message", "there is no such message");
        case Result::no_message_box:
            return refusal(409, "no_message_box", "user \"" + user + "\" has no message box");
        case Result::message_box_full:
            return refusal(409, "message_box_full", "the message box of user \"" + user + "\" is full");
        case Result::not_listening:
            return refusal(409, "not_listening",
                           "the caller in " + in_lot(slot, lot) + " is on hold, or leaves a message already");
        case Result::no_number:
            return refusal(409, "no_number", "the caller has hidden its number: there is none to call");
        case Result::done:
        case Result::undone:
            break;
    }
    return refusal(500, "server_error", "an error in the server; nothing was changed (see the log)");
}

}  // namespace layby::console
