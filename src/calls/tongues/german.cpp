// German. Debian has no recordings of it: the speech program says everything.
#include "calls/tongues/tongue.hpp"

namespace layby::calls {

// clang-format off
constinit const Tongue german{"de", "German", "deutsch", "", "",
    {}, 0,
    {
        spoken("Platz {slot}"),  // slot_is
        spoken("Von unbekannt"),  // from_unknown
        spoken("Von der Nummer {number}"),  // from_number
        spoken("Von Nebenstelle {number}"),  // from_extension
        spoken("Bitte geben Sie die PIN ein, und dann die Raute-Taste"),  // ask_pin
        spoken("Diese PIN ist falsch. Bitte geben Sie die PIN noch einmal ein, und dann die Raute-Taste"),  // wrong_pin
        spoken("Der Anruf konnte nicht geparkt werden"),  // not_parked
        spoken("Das ist von diesem Anschluss aus nicht erlaubt"),  // not_allowed
        spoken("Auf diesem Platz ist kein Anruf geparkt"),  // nobody_there
        spoken("Es warten Anrufe auf Platz"),  // waiting_at
        spoken("Diese Nummer gibt es nicht"),  // wrong_number
        spoken("Es gibt die Plätze {slot} bis {last}"),  // slots_are
        spoken("Der Anruf auf Platz {slot} wird gerade angenommen"),  // taken
        spoken("Der Anruf auf Platz {slot} wird gerade angenommen von Nebenstelle {number}"),  // taken_by
        spoken("Dort ist niemand zu erreichen"),  // not_reached
        spoken("Bitte nicht stören: eingeschaltet"),  // do_not_disturb
        spoken("Bitte nicht stören: ausgeschaltet"),  // disturb_again
        spoken("Von Hand eingestellt"),  // by_hand
        spoken("Wieder nach der Uhr"),  // by_clock
        spoken("Alle Anrufe werden umgeleitet zu {number}"),  // forward_always
        spoken("Anrufe bei besetzt werden umgeleitet zu {number}"),  // forward_busy
        spoken("Anrufe ohne Antwort werden umgeleitet zu {number}"),  // forward_no_answer
        spoken("Anrufe werden umgeleitet zu {number}"),  // forward_other
        spoken("Alle Anrufe werden nicht mehr umgeleitet"),  // no_forward_always
        spoken("Anrufe bei besetzt werden nicht mehr umgeleitet"),  // no_forward_busy
        spoken("Anrufe ohne Antwort werden nicht mehr umgeleitet"),  // no_forward_no_answer
        spoken("Anrufe werden nicht mehr umgeleitet"),  // no_forward_other
        spoken("Für die Zentrale drücken Sie die 0"),  // press_for_operator
        spoken("Um Ihren Platz zu behalten und zurückgerufen zu werden, drücken Sie die 2"),  // press_for_call_back
        spoken("Bitte warten Sie, Sie werden verbunden"),  // operator_rings
        spoken("Im Augenblick ist dort niemand zu erreichen. Sie warten weiter"),  // operator_away
        spoken("Danke. Wir rufen Sie zurück. Auf Wiederhören"),  // called_back
        spoken("Um eine Nachricht zu hinterlassen, drücken Sie die 1"),  // press_for_message
        spoken("Bitte sprechen Sie Ihre Nachricht nach dem Ton. Zum Beenden legen Sie auf, oder drücken Sie die Raute-Taste"),  // speak_after_tone
        spoken("Danke, Ihre Nachricht ist gespeichert. Auf Wiederhören"),  // message_left
        spoken("Leider kann keine Nachricht aufgenommen werden. Sie warten weiter"),  // no_message
    }};
// clang-format on

}  // namespace layby::calls
