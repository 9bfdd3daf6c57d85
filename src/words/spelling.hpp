// How words are spelled: case, and what a misspelled word may have meant. Pure functions, every thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace layby {

/// ASCII only, as protocols compare.
std::string lower_case(std::string_view text);
/// The candidate that is spelled almost like this; empty when none is near.
std::string nearest(const std::string& wrong, const std::vector<std::string>& candidates);
/// `; did you mean "recall"?`, or nothing when no candidate is near.
std::string did_you_mean(const std::string& wrong, const std::vector<std::string>& candidates);

}  // namespace layby
