#include "calls/ways/messages.hpp"

#include <algorithm>

#include "calls/derived/timeline.hpp"
#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/keys.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/prompts.hpp"
#include "calls/ways/choices.hpp"
#include "calls/ways/tasks.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

/// What is shorter is a hand that hangs up, and no message.
constexpr Duration shortest{1s};
/// A disk that hasn't taken it by then won't: the caller waits on.
constexpr Duration written_within{10s};

/// Whose box it is for; null: there is none.
const User* owner_of_box(const Board& board, const Leg& leg) {
    const Park* park = leg.doing == Doing::parked ? board.parks.find(leg.park) : nullptr;
    if (!park) return nullptr;
    const User* user = board.plan.user(park->whose);
    return user && user->box.there ? user : nullptr;
}

bool has_room(const Board& board, const User& user) {
    const auto found = board.message_book.boxes.find(user.name);
    return found == board.message_book.boxes.end() || found->second.size() < user.box.most;
}

void forget_message(Board& board, MessageId id) {
    const Message* message = board.messages.find(id);
    if (!message) return;
    auto& boxes = board.message_book.boxes;
    if (const auto box = boxes.find(message->box); box != boxes.end()) {
        box->second.erase({message->at, id});
        if (box->second.empty()) boxes.erase(box);
    }
    board.order(DropRecording{message->call, id});
    board.watching.boxes.insert(message->box);
    board.messages.erase(id);
}

/// It isn't in its slot to speak any more, or begins anew.
void stop_speaking(Leg& leg) {
    leg.message = {};
    leg.dictation = Dictation::none;
}

void wait_on(Board& board, Leg& leg) {
    give_up_message(board, leg);
    begin_choices(board, leg);
}

void refuse_message(Board& board, Leg& leg) {
    wait_on(board, leg);
    if (leg.audio && !leg.holding()) say(board, leg, no_message_phrase(speech_to(board, leg)));
}

/// Of a user who is gone it is kept like those of all others.
Duration age_allowed(const Board& board, const std::string& box) {
    const User* user = board.plan.user(box);
    return user ? user->box.kept : MessageBox{}.kept;
}

/// Of one since then.
void note_expiry(Board& board, const std::string& box, Instant since) {
    const Duration age = age_allowed(board, box);
    auto& next = board.message_book.next_expiry;
    if (age != Duration{} && (!next || since + age < *next)) next = since + age;
}

Party kept_caller(const Party& caller) { return caller.anonymous ? Party{{}, {}, true} : caller; }

void begin_recording(Board& board, Leg& leg) {
    const User* user = owner_of_box(board, leg);
    const Park* park = board.parks.find(leg.park);
    if (!user || !park || !has_room(board, *user)) return refuse_message(board, leg);
    Message message;
    message.id = leg.message;
    message.box = user->name;
    message.caller = kept_caller(leg.party);
    message.call = leg.id;
    message.park = park->id;
    message.lot = park->lot;
    message.slot = park->slot;
    message.parker = park->parker;
    message.parker.leg = {};
    message.for_user = park->for_user;
    message.parked = park->granted;
    message.at = board.now;
    put_back_message(board, message);
    leg.dictation = Dictation::speaking;
    board.order(Record{leg.id, leg.message});
    set_timer(board, leg, user->box.longest);
}

void finish_speaking(Board& board, Leg& leg) {
    leg.dictation = Dictation::saving;
    board.order(StopRecording{leg.id, leg.message});
    set_timer(board, leg, written_within);
}

void be_left(Board& board, Message& message) {
    message.state = Message::State::fresh;
    board.watching.boxes.insert(message.box);
    note_message(board, message);
    log::info("a message for user {} of {} s", message.box,
              std::chrono::duration_cast<std::chrono::seconds>(message.length).count());
}

/// Its caller is gone: it is a message, or the caller has given up like any other.
void settle_without_caller(Board& board, Message& message) {
    if (message.length >= shortest) return be_left(board, message);
    note_given_up(board, message);
    forget_message(board, message.id);
}

/// The caller whose words these are, if it is in its slot.
Leg* speaker_of(Board& board, const Message& message) {
    Leg* leg = change(board, message.call);
    return leg && leg->message == message.id && leg->doing == Doing::parked ? leg : nullptr;
}

void recorded(Board& board, Leg& leg, Message& message, bool kept) {
    if (leg.dictation == Dictation::interrupted) return;
    if (!kept || leg.dictation == Dictation::asked) return refuse_message(board, leg);
    if (message.length < shortest) return wait_on(board, leg);
    be_left(board, message);
    const ParkId park = message.park;
    const std::string lot = message.lot;
    stop_speaking(leg);
    tell(board, lot, parking::MessageLeft{park});
}

/// Out of its slot, by whatever way.
void leave_box(Board& board, LegId id) {
    const Leg* known = board.legs.find(id);
    if (!known || !known->message || (!known->gone && known->doing == Doing::parked)) return;
    Leg& leg = *board.legs.change(id);
    Message* message = board.messages.change(leg.message);
    const bool keep = leg.gone && leaves_message_behind(board, leg);
    stop_speaking(leg);
    if (!message) return;
    if (!keep) return forget_message(board, message->id);
    if (message->length == Duration{}) return board.order(StopRecording{id, message->id});
    be_left(board, *message);
}

}  // namespace

bool may_leave_message(const Board& board, const Leg& leg) {
    const User* user = owner_of_box(board, leg);
    return user && has_room(board, *user);
}

bool is_leaving_message(const Leg& leg) {
    return leg.dictation != Dictation::none && leg.dictation != Dictation::interrupted;
}

void begin_message(Board& board, Leg& leg) {
    forget_message(board, leg.message);
    leg.message = next_id<MessageId>(board);
    leg.dictation = Dictation::asked;
    say(board, leg, leave_message_phrase(speech_to(board, leg)));
}

CommandResult may_speak_to(const Board& board, const std::string& user) {
    const User* owner = board.plan.user(user);
    if (!owner) return CommandResult::no_such_user;
    if (!owner->box.there) return CommandResult::no_message_box;
    return has_room(board, *owner) ? CommandResult::done : CommandResult::message_box_full;
}

bool may_be_asked_to_speak(const Leg& leg) {
    return leg.doing == Doing::parked && leg.audio && !leg.holding() && !is_leaving_message(leg);
}

void ask_to_speak(Board& board, Leg& leg) {
    leg.asked_keys = true;
    watch_keys(board, leg);
    begin_message(board, leg);
}

void message_key(Board& board, Leg& leg, char key) {
    if (key == '*' && leg.dictation != Dictation::saving) {
        leg.prompt = {};
        return wait_on(board, leg);
    }
    if (key == '#' && leg.dictation == Dictation::speaking) finish_speaking(board, leg);
}

void message_tone_heard(Board& board, Leg& leg) {
    if (leg.dictation == Dictation::asked) begin_recording(board, leg);
}

void message_overdue(Board& board, Leg& leg) {
    if (leg.dictation == Dictation::speaking) return finish_speaking(board, leg);
    log::warn("leg {}: its message could not be recorded", leg.id.value);
    refuse_message(board, leg);
}

void give_up_message(Board& board, Leg& leg) {
    forget_message(board, leg.message);
    stop_speaking(leg);
}

bool leaves_message_behind(const Board& board, const Leg& leg) {
    const Message* message = board.messages.find(leg.message);
    if (!message) return false;
    if (leg.dictation == Dictation::interrupted) return message->length >= shortest;
    return leg.dictation == Dictation::saving || board.now - message->at >= shortest;
}

void settle_messages(Board& board) {
    const auto touched = board.legs.touched();
    for (const LegId id : touched) leave_box(board, id);
}

void on(Board& board, const RecordingEnded& fact) {
    Message* message = board.messages.change(fact.message);
    if (!message) return board.order(DropRecording{{}, fact.message});
    if (message->state != Message::State::recording) return;  // it was told to stop twice
    message->length = fact.kept ? fact.length : Duration{};
    if (Leg* leg = speaker_of(board, *message)) return recorded(board, *leg, *message, fact.kept);
    settle_without_caller(board, *message);
}

// -- the box

void put_back_message(Board& board, const Message& message) {
    board.messages[message.id] = message;
    board.message_book.boxes[message.box].insert({message.at, message.id});
    board.watching.boxes.insert(message.box);
    note_expiry(board, message.box, message.at);
}

void take_up_messages(Board& board) {
    std::vector<MessageId> open;
    for (const auto& [id, message] : board.messages)
        if (message.state == Message::State::recording) open.push_back(id);
    for (const MessageId id : open) board.order(StopRecording{board.messages.find(id)->call, id});
    std::vector<LegId> speakers;
    for (const auto& [id, leg] : board.legs)
        if (leg.message) speakers.push_back(id);
    for (const LegId id : speakers) {
        Leg& leg = *board.legs.change(id);
        const bool spoke = board.messages.contains(leg.message);
        if (!spoke) stop_speaking(leg);
        if (spoke) leg.dictation = Dictation::interrupted;
        if (!leg.gone && leg.doing == Doing::parked) begin_choices(board, leg);
    }
}

CommandResult order_message(Board& board, const MessageOrder& order) {
    const Message* message = board.messages.find(order.message);
    if (!message || message->state == Message::State::recording) return CommandResult::no_such_message;
    if (order.what == MessageOrder::What::forget) {
        forget_message(board, order.message);
        return CommandResult::done;
    }
    const bool heard = order.what == MessageOrder::What::heard;
    board.watching.boxes.insert(message->box);
    board.messages.change(order.message)->state = heard ? Message::State::heard : Message::State::fresh;
    return CommandResult::done;
}

std::size_t erase_messages(Board& board, const std::string& number) {
    std::vector<MessageId> all;
    for (const auto& [id, message] : board.messages)
        if (message.caller.number == number && message.state != Message::State::recording) all.push_back(id);
    for (const MessageId id : all) forget_message(board, id);
    return all.size();
}

void mind_expiry_of_messages(Board& board) {
    board.message_book.next_expiry.reset();
    for (const auto& [box, listed] : board.message_book.boxes) note_expiry(board, box, listed.begin()->first);
}

void expire_messages(Board& board) {
    if (!board.message_book.next_expiry || *board.message_book.next_expiry > board.now) return;
    std::vector<MessageId> old;
    for (const auto& [box, listed] : board.message_book.boxes) {
        const Duration age = age_allowed(board, box);
        for (const auto& [at, id] : listed)
            if (age != Duration{} && at + age <= board.now) old.push_back(id);
    }
    for (const MessageId id : old) forget_message(board, id);
    mind_expiry_of_messages(board);
}

}  // namespace layby::calls
