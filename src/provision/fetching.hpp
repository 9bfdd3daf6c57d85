// Desk phones that fetch their settings by themselves: where each kind is told to look, and by which names
// it asks. Pure functions; any thread.
#pragma once
#include <string>
#include <vector>

#include "provision/provision.hpp"

namespace layby::provision {

/// A phone that stands on somebody's desk.
struct DeskPhone {
    std::string mac;    ///< as mac_in() has it
    std::string phone;  ///< its kind, one of fetching_phones()
    std::string user;
    bool operator==(const DeskPhone&) const = default;
};

/// The kinds that can, in the order in which they are shown.
std::vector<std::string> fetching_phones();

/// What is entered into the phone as the place of its settings; `folder` is where they lie, without a '/' at
/// the end.
std::string address_for(const std::string& phone, const std::string& folder);

/// The files for which it asks there. The last one has the password, and is the last that it asks for.
std::vector<std::string> names_of_files(const DeskPhone& phone);
/// The same files, in that order.
Written written_for(const DeskPhone& phone, const Wanted& wanted);

}  // namespace layby::provision
