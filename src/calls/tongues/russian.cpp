// Russian. Debian's recordings have no word for 200 and above, so these numbers are said by the speech
// program.
#include "calls/tongues/tongue.hpp"

namespace layby::calls {
namespace {

// clang-format off
constexpr NumberRule russian_numbers[] = {
    {0, 0, "=", "="},
    {20, 10, "~", "~ %"},
    {100, 100, "hundred", "hundred %"},
};
// clang-format on

}  // namespace

// clang-format off
constinit const Tongue russian{"ru", "Russian", "русский", "ru_RU_f_IvrvoiceRU", "asterisk-core-sounds-ru-wav",
    russian_numbers, 199,
    {
        recorded("vm-extension {slot}"),  // slot_is
        recorded("from-unknown-caller"),  // from_unknown
        recorded("vm-from {number}"),  // from_number
        recorded("vm-from {number}"),  // from_extension
        recorded("agent-pass"),  // ask_pin
        recorded("auth-incorrect"),  // wrong_pin
        recorded("pbx-parkingfailed"),  // not_parked
        recorded("feature-not-avail-line"),  // not_allowed
        recorded("pbx-invalidpark"),  // nobody_there
        spoken("Вызовы ожидают на номерах"),  // waiting_at
        recorded("pbx-invalid"),  // wrong_number
        spoken("Номера с {slot} по {last}"),  // slots_are
        recorded("vm-extension {slot} is-in-use"),  // taken
        spoken("Номер {slot} занят, его принимает {number}"),  // taken_by
        recorded("cannot-complete-as-dialed"),  // not_reached
        recorded("do-not-disturb activated"),  // do_not_disturb
        recorded("do-not-disturb de-activated"),  // disturb_again
        recorded("activated"),  // by_hand
        recorded("de-activated"),  // by_clock
        recorded("call-fwd-unconditional to-extension {number}"),  // forward_always
        recorded("call-fwd-on-busy to-extension {number}"),  // forward_busy
        recorded("call-fwd-no-ans to-extension {number}"),  // forward_no_answer
        recorded("call-forwarding to-extension {number}"),  // forward_other
        recorded("call-fwd-unconditional de-activated"),  // no_forward_always
        recorded("call-fwd-on-busy de-activated"),  // no_forward_busy
        recorded("call-fwd-no-ans de-activated"),  // no_forward_no_answer
        recorded("call-forwarding de-activated"),  // no_forward_other
    }};
// clang-format on

}  // namespace layby::calls
