// French. Its numbers count on from 60 and from 80.
#include "calls/tongues/tongue.hpp"

namespace layby::calls {
namespace {

// clang-format off
constexpr NumberRule french_numbers[] = {
    {0, 0, "=", "="},
    {20, 10, "~", "~"},
    {21, 10, "~", "~ et 1"},
    {22, 10, "~", "~ %"},
    {30, 10, "~", "~"},
    {31, 10, "~", "~ et 1"},
    {32, 10, "~", "~ %"},
    {40, 10, "~", "~"},
    {41, 10, "~", "~ et 1"},
    {42, 10, "~", "~ %"},
    {50, 10, "~", "~"},
    {51, 10, "~", "~ et 1"},
    {52, 10, "~", "~ %"},
    {60, 10, "~", "~"},
    {61, 10, "~", "~ et 1"},
    {62, 10, "~", "~ %"},
    {70, 60, "70", "70"},
    {71, 60, "60", "60 et 11"},
    {72, 60, "60", "60 %"},
    {80, 80, "80", "80 %"},
    {100, 100, "hundred", "hundred %"},
    {200, 100, "/ hundred", "/ hundred %"},
    {1000, 1000, "thousand", "thousand %"},
    {2000, 1000, "/ thousand", "/ thousand %"},
};
// clang-format on

}  // namespace

// clang-format off
constinit const Tongue french{"fr", "French", "français", "fr_CA_f_June", "asterisk-core-sounds-fr-wav",
    french_numbers, 9999,
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
