// English: every sentence has recordings, so that all others can fall back on it.
#include "calls/tongues/tongue.hpp"

namespace layby::calls {
namespace {

// clang-format off
constexpr NumberRule english_numbers[] = {
    {0, 0, "=", "="},
    {20, 10, "~", "~ %"},
    {100, 100, "/ hundred", "/ hundred %"},
    {1000, 1000, "/ thousand", "/ thousand %"},
};
// clang-format on

}  // namespace

// clang-format off
constinit const Tongue english{"en", "English", "english", "en_US_f_Allison", "asterisk-core-sounds-en-wav",
    english_numbers, 9999,
    {
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
    }};
// clang-format on

}  // namespace layby::calls
