// Whether music and recordings are there and can be read, without loading them: for `layby check`, and before
// a reload. Any thread; reads the disk.
#pragma once
#include <string>
#include <vector>

#include "sounds/library.hpp"

namespace layby::sounds {

/// Sentences for the admin; empty when everything is there.
std::vector<std::string> examine(const Sources& sources);

}  // namespace layby::sounds
