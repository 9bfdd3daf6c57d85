// Settings of phones as JSON. Pure functions; console thread.
#pragma once
#include <string>
#include <vector>

#include "provision/provision.hpp"

namespace layby::console {

std::string kinds_of_phones_json(const std::vector<provision::Phone>& phones);
std::string written_json(const std::string& phone, const provision::Wanted& wanted,
                         const std::vector<provision::File>& files);

}  // namespace layby::console
