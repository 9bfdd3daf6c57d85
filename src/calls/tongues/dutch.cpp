// Dutch. Debian has no recordings of it: the speech program says everything.
#include "calls/tongues/tongue.hpp"

namespace layby::calls {

// clang-format off
constinit const Tongue dutch{"nl", "Dutch", "nederlands", "", "",
    {}, 0,
    {
        spoken("Plaats {slot}"),  // slot_is
        spoken("Van een onbekend nummer"),  // from_unknown
        spoken("Van nummer {number}"),  // from_number
        spoken("Van toestel {number}"),  // from_extension
        spoken("Voer uw pincode in, en daarna een hekje"),  // ask_pin
        spoken("Deze pincode is onjuist. Voer uw pincode opnieuw in, en daarna een hekje"),  // wrong_pin
        spoken("Het gesprek kon niet worden geparkeerd"),  // not_parked
        spoken("Dat is vanaf dit toestel niet toegestaan"),  // not_allowed
        spoken("Op deze plaats staat geen gesprek geparkeerd"),  // nobody_there
        spoken("Er wachten gesprekken op plaats"),  // waiting_at
        spoken("Dit nummer bestaat niet"),  // wrong_number
        spoken("De plaatsen zijn {slot} tot en met {last}"),  // slots_are
        spoken("Het gesprek op plaats {slot} wordt net aangenomen"),  // taken
        spoken("Het gesprek op plaats {slot} wordt net aangenomen door toestel {number}"),  // taken_by
        spoken("Daar is niemand bereikbaar"),  // not_reached
        spoken("Niet storen: ingeschakeld"),  // do_not_disturb
        spoken("Niet storen: uitgeschakeld"),  // disturb_again
        spoken("Met de hand ingesteld"),  // by_hand
        spoken("Weer volgens de klok"),  // by_clock
        spoken("Alle gesprekken worden doorgeschakeld naar {number}"),  // forward_always
        spoken("Gesprekken bij bezet worden doorgeschakeld naar {number}"),  // forward_busy
        spoken("Gesprekken zonder antwoord worden doorgeschakeld naar {number}"),  // forward_no_answer
        spoken("Gesprekken worden doorgeschakeld naar {number}"),  // forward_other
        spoken("Alle gesprekken worden niet meer doorgeschakeld"),  // no_forward_always
        spoken("Gesprekken bij bezet worden niet meer doorgeschakeld"),  // no_forward_busy
        spoken("Gesprekken zonder antwoord worden niet meer doorgeschakeld"),  // no_forward_no_answer
        spoken("Gesprekken worden niet meer doorgeschakeld"),  // no_forward_other
        spoken("Druk op 0 voor de telefoniste"),  // press_for_operator
        spoken("Druk op 2 om uw plaats te behouden en teruggebeld te worden"),  // press_for_call_back
        spoken("Een ogenblik, u wordt doorverbonden"),  // operator_rings
        spoken("Op dit moment is daar niemand bereikbaar. U blijft in de wacht"),  // operator_away
        spoken("Dank u. Wij bellen u terug. Tot ziens"),  // called_back
        spoken("Druk op 1 om een bericht in te spreken"),  // press_for_message
        spoken("Spreek uw bericht in na de toon. Hang op of druk op het hekje als u klaar bent"),  // speak_after_tone
        spoken("Dank u, uw bericht is bewaard. Tot ziens"),  // message_left
        spoken("Er kan helaas geen bericht worden opgenomen. U blijft in de wacht"),  // no_message
    }};
// clang-format on

}  // namespace layby::calls
