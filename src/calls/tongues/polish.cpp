// Polish. Debian has no recordings of it: the speech program says everything.
#include "calls/tongues/tongue.hpp"

namespace layby::calls {

// clang-format off
constinit const Tongue polish{"pl", "Polish", "polski", "", "",
    {}, 0,
    {
        spoken("Miejsce {slot}"),  // slot_is
        spoken("Od nieznanego numeru"),  // from_unknown
        spoken("Z numeru {number}"),  // from_number
        spoken("Od numeru wewnętrznego {number}"),  // from_extension
        spoken("Podaj kod PIN i naciśnij krzyżyk"),  // ask_pin
        spoken("Kod PIN jest nieprawidłowy. Podaj kod PIN jeszcze raz i naciśnij krzyżyk"),  // wrong_pin
        spoken("Nie udało się zaparkować połączenia"),  // not_parked
        spoken("To nie jest dozwolone z tego telefonu"),  // not_allowed
        spoken("Na tym miejscu nie ma zaparkowanego połączenia"),  // nobody_there
        spoken("Połączenia czekają na miejscu"),  // waiting_at
        spoken("Nie ma takiego numeru"),  // wrong_number
        spoken("Miejsca są od {slot} do {last}"),  // slots_are
        spoken("Połączenie z miejsca {slot} jest właśnie odbierane"),  // taken
        spoken("Połączenie z miejsca {slot} jest właśnie odbierane przez numer {number}"),  // taken_by
        spoken("Nikt tam nie jest osiągalny"),  // not_reached
        spoken("Nie przeszkadzać: włączone"),  // do_not_disturb
        spoken("Nie przeszkadzać: wyłączone"),  // disturb_again
        spoken("Ustawione ręcznie"),  // by_hand
        spoken("Znowu według zegara"),  // by_clock
        spoken("Wszystkie połączenia są przekierowane na numer {number}"),  // forward_always
        spoken("Połączenia gdy zajęte są przekierowane na numer {number}"),  // forward_busy
        spoken("Połączenia bez odpowiedzi są przekierowane na numer {number}"),  // forward_no_answer
        spoken("Połączenia są przekierowane na numer {number}"),  // forward_other
        spoken("Wszystkie połączenia nie są już przekierowane"),  // no_forward_always
        spoken("Połączenia gdy zajęte nie są już przekierowane"),  // no_forward_busy
        spoken("Połączenia bez odpowiedzi nie są już przekierowane"),  // no_forward_no_answer
        spoken("Połączenia nie są już przekierowane"),  // no_forward_other
        spoken("Aby połączyć się z centralą, naciśnij 0"),  // press_for_operator
        spoken("Aby zachować miejsce w kolejce i poczekać na oddzwonienie, naciśnij 2"),  // press_for_call_back
        spoken("Proszę czekać, trwa łączenie"),  // operator_rings
        spoken("W tej chwili nikt nie może odebrać. Połączenie czeka dalej"),  // operator_away
        spoken("Dziękujemy. Oddzwonimy. Do widzenia"),  // called_back
        spoken("Aby zostawić wiadomość, naciśnij 1"),  // press_for_message
        spoken("Prosimy o nagranie wiadomości po sygnale. Aby zakończyć, odłóż słuchawkę lub naciśnij krzyżyk"),  // speak_after_tone
        spoken("Dziękujemy, wiadomość została zapisana. Do widzenia"),  // message_left
        spoken("Niestety nie można nagrać wiadomości. Czekasz dalej"),  // no_message
    }};
// clang-format on

}  // namespace layby::calls
