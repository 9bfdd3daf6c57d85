// Spanish. Half of the sentences have no recordings in Debian, and are said by the speech program.
#include "calls/tongues/recordings.hpp"

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
    recorded_but({
        {Sentence::slot_is, recorded("vm-extension {slot}")},
        {Sentence::from_unknown, spoken("De un número desconocido")},
        {Sentence::from_number, recorded("vm-from {number}")},
        {Sentence::from_extension, recorded("vm-from vm-extension {number}")},
        {Sentence::not_allowed, spoken("Lo siento, eso no está permitido en esta línea")},
        {Sentence::waiting_at, spoken("Hay llamadas en espera en")},
        {Sentence::slots_are, spoken("Las extensiones van del {slot} al {last}")},
        {Sentence::taken, recorded("vm-extension {slot} vm-isonphone")},
        {Sentence::taken_by, spoken("La extensión {slot} está ocupada por la extensión {number}")},
        {Sentence::not_reached, spoken("No es posible completar la llamada")},
        {Sentence::do_not_disturb, spoken("No molestar: activado")},
        {Sentence::disturb_again, spoken("No molestar: desactivado")},
        {Sentence::by_hand, spoken("Activado")},
        {Sentence::by_clock, spoken("Desactivado")},
        {Sentence::forward_always, spoken("Desvío de todas las llamadas al {number}")},
        {Sentence::forward_busy, spoken("Desvío cuando está ocupado al {number}")},
        {Sentence::forward_no_answer, spoken("Desvío cuando no contesta al {number}")},
        {Sentence::forward_other, spoken("Desvío de llamadas al {number}")},
        {Sentence::no_forward_always, spoken("Desvío de todas las llamadas: desactivado")},
        {Sentence::no_forward_busy, spoken("Desvío cuando está ocupado: desactivado")},
        {Sentence::no_forward_no_answer, spoken("Desvío cuando no contesta: desactivado")},
        {Sentence::no_forward_other, spoken("Desvío de llamadas: desactivado")},
        {Sentence::operator_rings, recorded("followme/pls-hold-while-try")},
        {Sentence::press_for_call_back, spoken("Para conservar su lugar y que le devolvamos la llamada, marque 2")},
        {Sentence::called_back, spoken("Gracias. Le devolveremos la llamada. Hasta luego")},
        {Sentence::press_for_message, spoken("Para dejar un mensaje, marque 1")},
    })};
// clang-format on

}  // namespace layby::calls
