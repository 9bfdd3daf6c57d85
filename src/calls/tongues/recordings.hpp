// How Debian names its recordings, where a language has all of them. Plain values, any thread.
#pragma once
#include <initializer_list>

#include "calls/tongues/tongue.hpp"

namespace layby::calls {

// clang-format off
inline constexpr Sentences all_recorded{
    recorded("extension {slot}"),  // slot_is
    recorded("from-unknown-caller"),  // from_unknown
    recorded("vm-from-phonenumber {number}"),  // from_number
    recorded("vm-from-extension {number}"),  // from_extension
    recorded("agent-pass"),  // ask_pin
    recorded("auth-incorrect"),  // wrong_pin
    recorded("pbx-parkingfailed"),  // not_parked
    recorded("feature-not-avail-line"),  // not_allowed
    recorded("pbx-invalidpark"),  // nobody_there
    recorded("call-waiting"),  // waiting_at
    recorded("pbx-invalid"),  // wrong_number
    recorded("extension {slot} to-extension {last}"),  // slots_are
    recorded("extension {slot} is-in-use"),  // taken
    recorded("extension {slot} is-in-use with extension {number}"),  // taken_by
    recorded("cannot-complete-as-dialed"),  // not_reached
    recorded("do-not-disturb activated"),  // do_not_disturb
    recorded("do-not-disturb de-activated"),  // disturb_again
    recorded("activated"),  // by_hand
    recorded("de-activated"),  // by_clock
    recorded("call-fwd-unconditional is-set-to {number}"),  // forward_always
    recorded("call-fwd-on-busy is-set-to {number}"),  // forward_busy
    recorded("call-fwd-no-ans is-set-to {number}"),  // forward_no_answer
    recorded("call-forwarding is-set-to {number}"),  // forward_other
    recorded("call-fwd-unconditional de-activated"),  // no_forward_always
    recorded("call-fwd-on-busy de-activated"),  // no_forward_busy
    recorded("call-fwd-no-ans de-activated"),  // no_forward_no_answer
    recorded("call-forwarding de-activated"),  // no_forward_other
    recorded("vm-reachoper"),  // press_for_operator
    spoken("To keep your place and be called back, press 2"),  // press_for_call_back
    recorded("pls-hold-while-try"),  // operator_rings
    recorded("vm-nobodyavail queue-thankyou"),  // operator_away
    spoken("Thank you. We will call you back. Goodbye"),  // called_back
    spoken("To leave a message, press 1"),  // press_for_message
    recorded("vm-intro"),  // speak_after_tone
    recorded("vm-msgsaved vm-goodbye"),  // message_left
    recorded("vm-mailboxfull"),  // no_message
};
// clang-format on

struct Worded {
    Sentence what;
    Words words;
};
/// These, and all others by their usual names.
constexpr Sentences recorded_but(std::initializer_list<Worded> others) {
    Sentences out = all_recorded;
    for (const auto& [what, words] : others) out[static_cast<std::size_t>(what)] = words;
    return out;
}

}  // namespace layby::calls
