// The history as JSON and as CSV (RFC 4180). Nothing of a caller who asked for privacy. Pure functions,
// console thread.
#pragma once
#include <string>
#include <vector>

#include "console/past.hpp"

namespace layby::console {

std::string history_json(const std::vector<PastCall>& past);
std::string past_calls_json(const std::vector<EndedCall>& past);
/// One of them, with what has happened to the call.
std::string story_json(const PastCall& past, const std::vector<PastStep>& steps);
std::string story_json(const EndedCall& past, const std::vector<PastStep>& steps);

/// With a line of names; a spreadsheet takes no cell for a formula.
std::string history_csv(const std::vector<PastCall>& past);
std::string past_calls_csv(const std::vector<EndedCall>& past);

/// "answered", "refused" or "unanswered".
const char* outcome_of(const EndedCall& past);

}  // namespace layby::console
