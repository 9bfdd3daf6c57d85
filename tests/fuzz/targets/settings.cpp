// The settings file.
#include <string>

#include "../entry.hpp"
#include "settings/settings.hpp"

using namespace layby;

namespace {

void must_be_sound(const settings::Settings& good) {
    fuzz::must(!good.sip.listen.empty(), "good settings listen somewhere");
    fuzz::must(!good.office.lots.empty(), "good settings have a lot");
    fuzz::must(good.secrets.size() == good.office.users.size(), "each user has its secret");
    fuzz::must(good.lines.size() == good.office.trunks.size(), "each trunk has its line");
    for (const auto& lot : good.office.lots) {
        fuzz::must(lot.rules.first <= lot.rules.last, "slots are in order");
        fuzz::must(!lot.rules.ladder.empty(), "a ladder has a step");
        fuzz::must(lot.rules.max_wait.count() > 0, "max_wait is a time");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto read = settings::read_text(std::string{fuzz::text(data, size)}, "fuzz.toml");
    if (const auto* good = std::get_if<settings::Settings>(&read)) {
        must_be_sound(*good);
        settings::warnings(*good);
        return 0;
    }
    const auto& problems = std::get<std::vector<settings::Problem>>(read);
    fuzz::must(!problems.empty(), "what is not good has a problem");
    for (const auto& problem : problems) fuzz::must(!problem.text().empty(), "a problem has a text");
    return 0;
}
