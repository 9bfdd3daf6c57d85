#include "calls/office.hpp"

namespace layby::calls {

bool is_pin(std::string_view text) {
    return !text.empty() && text.size() <= 16 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

void limit_whole_sentences(std::vector<LotNumbers>& lots) {
    std::size_t left = most_said_whole;
    for (LotNumbers& lot : lots) {
        const auto& rules = lot.rules;
        const std::size_t slots = rules.last < rules.first ? 0 : rules.last.value - rules.first.value + 1U;
        lot.said_whole = slots <= left;
        if (lot.said_whole) left -= slots;
    }
}

}  // namespace layby::calls
