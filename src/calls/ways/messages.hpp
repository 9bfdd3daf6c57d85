// Messages: a caller who waits speaks into the box of whom it is parked for, else of who has parked it. It
// keeps its slot until its words are durable, so that it is never in neither. Functions on the board;
// signalling thread.
#pragma once
#include <string>

#include "calls/message.hpp"
#include "calls/switchboard.hpp"

namespace layby::calls {

struct Board;
struct Leg;

/// Whether this caller in a slot can leave a message: there is a box for it, and room in that.
bool may_leave_message(const Board& board, const Leg& leg);
/// It is about to speak, speaks, or what it has said is being written.
bool is_leaving_message(const Leg& leg);
/// Why nobody can speak into the box of this user; done: somebody can.
CommandResult may_speak_to(const Board& board, const std::string& user);
/// It would hear the words.
bool may_be_asked_to_speak(const Leg& leg);

// -- what happens to it on the way
/// It has pressed the key.
void begin_message(Board& board, Leg& leg);
/// Somebody of the office wants it to; it may be in a lot that offers nothing.
void ask_to_speak(Board& board, Leg& leg);
/// It has pressed another one, hears the tone's end, or its timer is due.
void message_key(Board& board, Leg& leg, char key);
void message_tone_heard(Board& board, Leg& leg);
void message_overdue(Board& board, Leg& leg);
/// Its call goes on at another server, where it waits: what it was saying is forgotten here.
void give_up_message(Board& board, Leg& leg);
/// It is about to be gone: whether what it has said is a message.
bool leaves_message_behind(const Board& board, const Leg& leg);
/// Whoever of this turn isn't in its slot any more speaks into no box.
void settle_messages(Board& board);

// -- the box
/// As it was kept.
void put_back_message(Board& board, const Message& message);
/// After a restart: who was speaking waits in its slot again, and what it had said may still become a
/// message.
void take_up_messages(Board& board);
CommandResult order_message(Board& board, const MessageOrder& order);
/// All of this number; how many.
std::size_t erase_messages(Board& board, const std::string& number);
/// Those that are older than their box keeps them are forgotten.
void expire_messages(Board& board);
/// Boxes may keep them for another time since a reload.
void mind_expiry_of_messages(Board& board);
}  // namespace layby::calls
