// Russian. Debian's recordings have no word for 200 and above, so these numbers are said by the speech
// program.
#include "calls/tongues/recordings.hpp"

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
    recorded_but({
        {Sentence::slot_is, recorded("vm-extension {slot}")},
        {Sentence::from_number, recorded("vm-from {number}")},
        {Sentence::from_extension, recorded("vm-from {number}")},
        {Sentence::waiting_at, spoken("Вызовы ожидают на номерах")},
        {Sentence::slots_are, spoken("Номера с {slot} по {last}")},
        {Sentence::taken, recorded("vm-extension {slot} is-in-use")},
        {Sentence::taken_by, spoken("Номер {slot} занят, его принимает {number}")},
        {Sentence::forward_always, recorded("call-fwd-unconditional to-extension {number}")},
        {Sentence::forward_busy, recorded("call-fwd-on-busy to-extension {number}")},
        {Sentence::forward_no_answer, recorded("call-fwd-no-ans to-extension {number}")},
        {Sentence::forward_other, recorded("call-forwarding to-extension {number}")},
        {Sentence::press_for_call_back, spoken("Чтобы сохранить место в очереди и ждать нашего звонка, нажмите 2")},
        {Sentence::called_back, spoken("Спасибо. Мы вам перезвоним. До свидания")},
        {Sentence::press_for_message, spoken("Чтобы оставить сообщение, нажмите 1")},
    })};
// clang-format on

}  // namespace layby::calls
