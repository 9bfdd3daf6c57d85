// Portuguese. Debian has no recordings of it: the speech program says everything.
#include "calls/tongues/tongue.hpp"

namespace layby::calls {

// clang-format off
constinit const Tongue portuguese{"pt", "Portuguese", "português", "", "",
    {}, 0,
    {
        spoken("Lugar {slot}"),  // slot_is
        spoken("De um número desconhecido"),  // from_unknown
        spoken("Do número {number}"),  // from_number
        spoken("Da extensão {number}"),  // from_extension
        spoken("Introduza o seu código e depois cardinal"),  // ask_pin
        spoken("Código errado. Introduza o seu código de novo e depois cardinal"),  // wrong_pin
        spoken("Não foi possível estacionar a chamada"),  // not_parked
        spoken("Isso não é permitido a partir desta extensão"),  // not_allowed
        spoken("Não há nenhuma chamada estacionada neste lugar"),  // nobody_there
        spoken("Há chamadas à espera no lugar"),  // waiting_at
        spoken("Este número não existe"),  // wrong_number
        spoken("Os lugares vão de {slot} a {last}"),  // slots_are
        spoken("A chamada no lugar {slot} está a ser atendida"),  // taken
        spoken("A chamada no lugar {slot} está a ser atendida pela extensão {number}"),  // taken_by
        spoken("Não é possível contactar ninguém nesse número"),  // not_reached
        spoken("Não incomodar: ativado"),  // do_not_disturb
        spoken("Não incomodar: desativado"),  // disturb_again
        spoken("Definido manualmente"),  // by_hand
        spoken("De novo pelo relógio"),  // by_clock
        spoken("Todas as chamadas são desviadas para {number}"),  // forward_always
        spoken("As chamadas quando ocupado são desviadas para {number}"),  // forward_busy
        spoken("As chamadas sem resposta são desviadas para {number}"),  // forward_no_answer
        spoken("As chamadas são desviadas para {number}"),  // forward_other
        spoken("Todas as chamadas já não são desviadas"),  // no_forward_always
        spoken("As chamadas quando ocupado já não são desviadas"),  // no_forward_busy
        spoken("As chamadas sem resposta já não são desviadas"),  // no_forward_no_answer
        spoken("As chamadas já não são desviadas"),  // no_forward_other
        spoken("Para falar com a telefonista, prima 0"),  // press_for_operator
        spoken("Para manter o seu lugar e ser contactado, prima 2"),  // press_for_call_back
        spoken("Aguarde, por favor, estamos a transferir a chamada"),  // operator_rings
        spoken("De momento ninguém pode atender. A sua chamada continua em espera"),  // operator_away
        spoken("Obrigado. Voltaremos a ligar-lhe. Adeus"),  // called_back
        spoken("Para deixar uma mensagem, prima 1"),  // press_for_message
        spoken("Deixe a sua mensagem depois do sinal. Para terminar, desligue ou prima cardinal"),  // speak_after_tone
        spoken("Obrigado, a sua mensagem foi guardada. Adeus"),  // message_left
        spoken("Infelizmente não é possível gravar uma mensagem. Continua em espera"),  // no_message
    }};
// clang-format on

}  // namespace layby::calls
