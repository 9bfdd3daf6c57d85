// Spanish. Half of the sentences have no recordings in Debian, and are said by the speech program.
#include "calls/tongues/tongue.hpp"

namespace layby::calls {
namespace {

// clang-format off
constexpr NumberRule spanish_numbers[] = {
    {0, 0, "=", "="},
    {30, 10, "~", "~ and %"},
    {100, 100, "hundred", "100-and %"},
    {200, 100, "~", "~ %"},
    {1000, 1000, "thousand", "thousand %"},
    {2000, 1000, "/ thousand", "/ thousand %"},
};
// clang-format on

}  // namespace

// clang-format off
constinit const Tongue spanish{"es", "Spanish", "español", "es_MX_f_Allison", "asterisk-core-sounds-es-wav",
    spanish_numbers, 9999,
    {
        recorded("vm-extension {slot}"),  // slot_is
        spoken("De un número desconocido"),  // from_unknown
        recorded("vm-from {number}"),  // from_number
        recorded("vm-from vm-extension {number}"),  // from_extension
        recorded("agent-pass"),  // ask_pin
        recorded("auth-incorrect"),  // wrong_pin
        recorded("pbx-parkingfailed"),  // not_parked
        spoken("Lo siento, eso no está permitido en esta línea"),  // not_allowed
        recorded("pbx-invalidpark"),  // nobody_there
        spoken("Hay llamadas en espera en"),  // waiting_at
        recorded("pbx-invalid"),  // wrong_number
        spoken("Las extensiones van del {slot} al {last}"),  // slots_are
        recorded("vm-extension {slot} vm-isonphone"),  // taken
        spoken("La extensión {slot} está ocupada por la extensión {number}"),  // taken_by
        spoken("No es posible completar la llamada"),  // not_reached
        spoken("No molestar: activado"),  // do_not_disturb
        spoken("No molestar: desactivado"),  // disturb_again
        spoken("Activado"),  // by_hand
        spoken("Desactivado"),  // by_clock
        spoken("Desvío de todas las llamadas al {number}"),  // forward_always
        spoken("Desvío cuando está ocupado al {number}"),  // forward_busy
        spoken("Desvío cuando no contesta al {number}"),  // forward_no_answer
        spoken("Desvío de llamadas al {number}"),  // forward_other
        spoken("Desvío de todas las llamadas: desactivado"),  // no_forward_always
        spoken("Desvío cuando está ocupado: desactivado"),  // no_forward_busy
        spoken("Desvío cuando no contesta: desactivado"),  // no_forward_no_answer
        spoken("Desvío de llamadas: desactivado"),  // no_forward_other
    }};
// clang-format on

}  // namespace layby::calls
