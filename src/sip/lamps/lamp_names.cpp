#include "sip/lamps/lamp_names.hpp"

#include <charconv>

namespace layby::sip {
namespace {

template <class Number>
bool take_number(std::string_view& text, Number& out) {
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, out);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    return true;
}

bool take_word(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

bool same(const DialogName& name, const DialogName& right) {
    return name == right || name == DialogName{right.call_id, right.remote_tag, right.local_tag};
}

}  // namespace

DialogName LampNames::of(const Named& parked) const {
    return {"park-" + std::to_string(parked.park.value) + "-" + parked.slot.text() + "-" + life_ + "@layby",
            "slot-" + life_, "caller-" + life_};
}

DialogName LampNames::of(LegId ringing) const {
    return {"ring-" + std::to_string(ringing.value) + "-" + life_ + "@layby", "called-" + life_,
            "caller-" + life_};
}

std::optional<LampNames::Named> LampNames::read(const DialogName& name) const {
    Named parked;
    std::string_view text = name.call_id;
    const bool ours = take_word(text, "park-") && take_number(text, parked.park.value) &&
                      take_word(text, "-") && take_number(text, parked.slot.value);
    if (!ours || !same(name, of(parked))) return {};
    return parked;
}

std::optional<LegId> LampNames::read_ringing(const DialogName& name) const {
    LegId ringing;
    std::string_view text = name.call_id;
    if (!take_word(text, "ring-") || !take_number(text, ringing.value) || !same(name, of(ringing))) return {};
    return ringing;
}

}  // namespace layby::sip
