#include "calls/sound_names.hpp"

namespace layby::calls {

std::vector<std::string> all_sound_names() {
    std::vector<std::string> names{"tone/confirm",
                                   "tone/ringback",
                                   "tone/busy",
                                   "tone/error",
                                   "extension",
                                   "pbx-parkingfailed",
                                   "silence/1",
                                   "agent-pass",
                                   "auth-incorrect",
                                   "vm-from-phonenumber",
                                   "vm-from-extension",
                                   "from-unknown-caller",
                                   "pbx-invalid",
                                   "pbx-invalidpark",
                                   "call-waiting",
                                   "to-extension",
                                   "is-in-use",
                                   "with",
                                   "feature-not-avail-line",
                                   "cannot-complete-as-dialed",
                                   "do-not-disturb",
                                   "call-fwd-unconditional",
                                   "call-fwd-on-busy",
                                   "call-fwd-no-ans",
                                   "call-forwarding",
                                   "is-set-to",
                                   "activated",
                                   "de-activated"};
    for (int digit = 0; digit <= 9; ++digit) names.push_back("digits/" + std::to_string(digit));
    return names;
}

}  // namespace layby::calls
