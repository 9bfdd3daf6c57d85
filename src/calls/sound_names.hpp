// The recordings and tones that prompts are made of. Pure.
#pragma once
#include <string>
#include <vector>

namespace layby::calls {

/// Every name that a phrase may ever use, so that the sound library can load and check them before the start.
std::vector<std::string> all_sound_names();

}  // namespace layby::calls
