// A settings file as it is shown: whatever the text, no secret is in it, and all are back afterwards.
#include <string>

#include "../entry.hpp"
#include "settings/marked_text.hpp"

using namespace layby;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string toml{fuzz::text(data, size)};
    const auto shown = settings::marked(toml, "fuzz.toml");
    settings::unmarked(toml, {{"\"one\"", "user/password"}}, "fuzz.toml");
    const auto* text = std::get_if<settings::MarkedText>(&shown);
    if (!text) return 0;
    const auto back = settings::unmarked(text->text, text->secrets, "fuzz.toml");
    if (back.problems.empty()) fuzz::must(back.text == toml, "what was shown comes back as it was");
    return 0;
}
