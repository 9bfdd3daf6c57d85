// Where this machine can be found. Any thread.
#pragma once
#include <string>
#include <vector>

#include "sip/options.hpp"

namespace layby::app {

/// The addresses of this machine that a phone can reach, IPv4 first; loopback only when there is no other.
std::vector<std::string> own_addresses();
/// An unspecified address means all of ours.
std::vector<std::string> addresses_of(const sip::Listen& listen);
/// Of use only to programs on this machine.
bool is_loopback(const std::string& ip);

}  // namespace layby::app
