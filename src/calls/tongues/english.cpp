// English: every sentence has recordings, so that all others can fall back on it.
#include "calls/tongues/recordings.hpp"

namespace layby::calls {
namespace {

// clang-format off
constexpr NumberRule english_numbers[] = {
    {0, 0, "=", "="},
    {20, 10, "~", "~ %"},
    {100, 100, "/ hundred", "/ hundred %"},
    {1000, 1000, "/ thousand", "/ thousand %"},
};
// clang-format on

}  // namespace

// clang-format off
constinit const Tongue english{"en", "English", "english", "en_US_f_Allison", "asterisk-core-sounds-en-wav",
    english_numbers, 9999,
    all_recorded};
// clang-format on

}  // namespace layby::calls
