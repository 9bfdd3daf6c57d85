// Italian. Debian's recordings have "hundreds" and no "hundred", so numbers from 100 on are said by the
// speech program.
#include "calls/tongues/tongue.hpp"

namespace layby::calls {
namespace {

// clang-format off
constexpr NumberRule italian_numbers[] = {
    {0, 0, "=", "="},
    {20, 10, "~", "~"},
    {21, 0, "=", "="},
    {22, 10, "~", "~ %"},
    {28, 0, "=", "="},
    {29, 10, "~", "~ %"},
    {30, 10, "~", "~"},
    {31, 0, "=", "="},
    {32, 10, "~", "~ %"},
    {38, 0, "=", "="},
    {39, 10, "~", "~ %"},
    {40, 10, "~", "~"},
    {41, 0, "=", "="},
    {42, 10, "~", "~ %"},
    {48, 0, "=", "="},
    {49, 10, "~", "~ %"},
    {50, 10, "~", "~"},
    {51, 0, "=", "="},
    {52, 10, "~", "~ %"},
    {58, 0, "=", "="},
    {59, 10, "~", "~ %"},
    {60, 10, "~", "~"},
    {61, 0, "=", "="},
    {62, 10, "~", "~ %"},
    {68, 0, "=", "="},
    {69, 10, "~", "~ %"},
    {70, 10, "~", "~"},
    {71, 0, "=", "="},
    {72, 10, "~", "~ %"},
    {78, 0, "=", "="},
    {79, 10, "~", "~ %"},
    {80, 10, "~", "~"},
    {81, 0, "=", "="},
    {82, 10, "~", "~ %"},
    {88, 0, "=", "="},
    {89, 10, "~", "~ %"},
    {90, 10, "~", "~"},
    {91, 0, "=", "="},
    {92, 10, "~", "~ %"},
    {98, 0, "=", "="},
    {99, 10, "~", "~ %"},
};
// clang-format on

}  // namespace

// clang-format off
constinit const Tongue italian{"it", "Italian", "italiano", "it_IT_m_Carlo", "asterisk-core-sounds-it-wav",
    italian_numbers, 99,
    {
        recorded("vm-extension {slot}"),  // slot_is
        recorded("from-unknown-caller"),  // from_unknown
        recorded("vm-from {number}"),  // from_number
        recorded("vm-from vm-extension {number}"),  // from_extension
        recorded("agent-pass"),  // ask_pin
        recorded("auth-incorrect"),  // wrong_pin
        recorded("pbx-parkingfailed"),  // not_parked
        recorded("feature-not-avail-line"),  // not_allowed
        recorded("pbx-invalidpark"),  // nobody_there
        recorded("call-waiting"),  // waiting_at
        recorded("pbx-invalid"),  // wrong_number
        spoken("Gli interni vanno dal {slot} al {last}"),  // slots_are
        recorded("vm-extension {slot} is-in-use"),  // taken
        recorded("vm-extension {slot} is-in-use with vm-extension {number}"),  // taken_by
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
