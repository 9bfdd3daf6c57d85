// Italian. Debian's recordings have "hundreds" and no "hundred", so numbers from 100 on are said by the
// speech program.
#include "calls/tongues/recordings.hpp"

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
    recorded_but({
        {Sentence::slot_is, recorded("vm-extension {slot}")},
        {Sentence::from_number, recorded("vm-from {number}")},
        {Sentence::from_extension, recorded("vm-from vm-extension {number}")},
        {Sentence::slots_are, spoken("Gli interni vanno dal {slot} al {last}")},
        {Sentence::taken, recorded("vm-extension {slot} is-in-use")},
        {Sentence::taken_by, recorded("vm-extension {slot} is-in-use with vm-extension {number}")},
        {Sentence::press_for_call_back, spoken("Per mantenere il posto ed essere richiamati, premere 2")},
        {Sentence::called_back, spoken("Grazie. La richiameremo. Arrivederci")},
        {Sentence::press_for_message, spoken("Per lasciare un messaggio, premere 1")},
    })};
// clang-format on

}  // namespace layby::calls
