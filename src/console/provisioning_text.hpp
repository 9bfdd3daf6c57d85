// Settings of phones as JSON. Pure functions; console thread.
#pragma once
#include <string>
#include <vector>

#include "console/http_server.hpp"
#include "provision/provision.hpp"

namespace layby::console {

std::string kinds_of_phones_json(const std::vector<provision::Phone>& phones);
/// Who may have a key card, with the kind of phone that is known of each, and in which languages.
std::string cards_json(const std::vector<CardHolder>& holders, const std::vector<std::string>& languages);
std::string written_json(const std::string& phone, const provision::Wanted& wanted,
                         const std::vector<provision::File>& files);

}  // namespace layby::console
