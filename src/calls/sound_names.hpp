// The recordings, texts and tones that prompts are made of. Pure.
#pragma once
#include <string>
#include <vector>

#include "calls/office.hpp"

namespace layby::calls {

/// Every name that a phrase may ever use in English, so that the sound library can load and check them before
/// the start.
std::vector<std::string> all_sound_names();
/// Every name that phrases of this office may use, in all languages that somebody in it is spoken to.
std::vector<std::string> sound_names(const Office& office);
/// The same of several, each name once.
std::vector<std::string> sound_names(const std::vector<const Office*>& offices);
/// The codes of these languages; English is always one.
std::vector<std::string> languages_in_use(const Office& office);

}  // namespace layby::calls
