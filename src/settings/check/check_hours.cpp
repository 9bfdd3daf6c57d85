// Opening hours say each time of a week once.
#include <fmt/format.h>

#include "settings/read/draft.hpp"
#include "settings/read/hours_text.hpp"

namespace layby::settings {
namespace {

void check_openings(Draft& draft, std::size_t index) {
    const calls::Hours& hours = draft.settings.office.hours[index];
    const auto& open = hours.when.open;
    const auto line = [&](std::size_t i) {
        return draft.line(place((place("hours", index) + "/open").c_str(), i));
    };
    for (std::size_t i = 1; i < open.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            if (!overlap(open[i], open[j])) continue;
            draft.problem(line(i), fmt::format("hours {}: open has \"{}\", which overlaps \"{}\" (line {})",
                                               hours.name, text_of(open[i]), text_of(open[j]), line(j)));
            break;
        }
}

}  // namespace

void check_hours(Draft& draft) {
    for (std::size_t i = 0; i < draft.settings.office.hours.size(); ++i) check_openings(draft, i);
}

}  // namespace layby::settings
