// What can't be said, as sentences for the admin that name what to install. Any thread; reads the disk.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "sounds/library.hpp"

namespace layby::sounds {

/// Names of recordings that can't be read, by the code of their language.
using MissingWords = std::map<std::string, std::vector<std::string>>;

/// The file of a recording, by the name that phrases have for it.
std::string file_of(const Sources& sources, const std::string& name);
/// A sentence for each language.
std::vector<std::string> about_missing(const Sources& sources, const MissingWords& missing);
/// One if the speech program is needed and isn't there.
std::vector<std::string> about_speech(const Sources& sources);

}  // namespace layby::sounds
