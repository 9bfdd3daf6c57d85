#include "sip/lamps/park_names.hpp"

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

bool take(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

}  // namespace

DialogName ParkNames::of(const Named& parked) const {
    return {"park-" + std::to_string(parked.park.value) + "-" + parked.slot.text() + "-" + life_ + "@layby",
            "slot-" + life_, "caller-" + life_};
}

std::optional<ParkNames::Named> ParkNames::read(const DialogName& name) const {
    Named parked;
    std::string_view text = name.call_id;
    const bool ours = take(text, "park-") && take_number(text, parked.park.value) && take(text, "-") &&
                      take_number(text, parked.slot.value);
    if (!ours) return {};
    const auto right = of(parked);
    const bool swapped = name == DialogName{right.call_id, right.remote_tag, right.local_tag};
    if (name != right && !swapped) return {};
    return parked;
}

}  // namespace layby::sip
