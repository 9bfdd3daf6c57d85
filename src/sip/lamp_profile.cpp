#include "sip/lamp_profile.hpp"

#include <array>
#include <cctype>

#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

constexpr auto early = DialogPhase::early;
constexpr auto confirmed = DialogPhase::confirmed;

/// The first is for whoever follows RFC 4235 to the letter: softphones, other servers.
constexpr std::array profiles{
    LampProfile{"default", confirmed, early, true, true},
    LampProfile{"yealink", confirmed, early, true, false},
    LampProfile{"poly", confirmed, early, false, false},
    // Its call park monitor shows a call that rings, and nothing else.
    LampProfile{"obi", early, early, false, false},
    LampProfile{"snom", confirmed, early, true, false},
    LampProfile{"grandstream", confirmed, early, false, false},
    LampProfile{"fanvil", confirmed, early, true, false},
    LampProfile{"cisco", confirmed, early, false, false},
    LampProfile{"mitel", confirmed, early, false, false},
};

struct Sign {
    std::string_view word, profile;
};
/// How phones call themselves, lower case. The first that fits wins: some Poly phones are OBi inside.
constexpr std::array signs{
    Sign{"obi", "obi"},       Sign{"polyedge", "obi"},
    Sign{"poly edge", "obi"}, Sign{"polycom", "poly"},
    Sign{"poly", "poly"},     Sign{"yealink", "yealink"},
    Sign{"snom", "snom"},     Sign{"grandstream", "grandstream"},
    Sign{"fanvil", "fanvil"}, Sign{"cisco", "cisco"},
    Sign{"linksys", "cisco"}, Sign{"spa", "cisco"},
    Sign{"aastra", "mitel"},  Sign{"mitel", "mitel"},
};

/// At the beginning of a word, so that "mobile" isn't an OBi.
bool contains_word(std::string_view text, std::string_view word) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
        if (at == 0 || !std::isalnum(static_cast<unsigned char>(text[at - 1]))) return true;
    return false;
}

}  // namespace

const LampProfile& lamp_profile_for(std::string_view user_agent) {
    const auto text = lower_case(user_agent);
    for (const auto& sign : signs)
        if (contains_word(text, sign.word)) return *lamp_profile_named(sign.profile);
    return profiles.front();
}

const LampProfile* lamp_profile_named(std::string_view name) {
    for (const auto& profile : profiles)
        if (profile.name == name) return &profile;
    return nullptr;
}

std::vector<std::string> lamp_profile_names() {
    std::vector<std::string> names;
    for (const auto& profile : profiles) names.emplace_back(profile.name);
    return names;
}

}  // namespace layby::sip
