// lamp_profile, of all phones or of one user's.
#include "settings/read/section.hpp"

namespace layby::settings {

void read_lamp_profile(Section& section, std::string& out) {
    std::vector<std::pair<std::string, std::string>> words{{"auto", {}}};
    for (const char* phone :
         {"default", "yealink", "poly", "obi", "snom", "grandstream", "fanvil", "cisco", "mitel"})
        words.emplace_back(phone, phone);
    section.choose("lamp_profile", out, words);
}

}  // namespace layby::settings
