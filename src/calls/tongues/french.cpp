// French. Its numbers count on from 60 and from 80.
#include "calls/tongues/recordings.hpp"

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
    recorded_but({
        {Sentence::press_for_call_back, spoken("Pour garder votre place et être rappelé, appuyez sur 2")},
        {Sentence::called_back, spoken("Merci. Nous vous rappellerons. Au revoir")},
        {Sentence::press_for_message, spoken("Pour laisser un message, appuyez sur 1")},
    })};
// clang-format on

}  // namespace layby::calls
