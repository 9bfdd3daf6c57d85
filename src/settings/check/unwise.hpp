// Settings that are right by themselves and still not what anybody wants: each function adds its sentences.
// Private to this folder.
#pragma once
#include <string>
#include <vector>

#include "settings/settings.hpp"

namespace layby::settings {

void warn_about_routes(const Settings& settings, std::vector<std::string>& out);
void warn_about_trunks(const Settings& settings, std::vector<std::string>& out);
void warn_about_network(const Settings& settings, std::vector<std::string>& out);
void warn_about_socket(const Console& console, std::vector<std::string>& out);

/// Whether every number that fits the second pattern fits the first. False when that isn't certain.
bool covers(std::string_view wide, std::string_view narrow);
/// How long the shortest number is that fits.
std::size_t least_digits(std::string_view pattern);

}  // namespace layby::settings
