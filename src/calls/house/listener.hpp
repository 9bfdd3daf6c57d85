// In which language somebody is spoken to. What is nearest to a person wins: its user, or the number that it
// has called; then the trunk it came by; then the lot that it is about; then the office. Asked each time, so
// that a reload changes it for who is told next. Signalling thread.
#pragma once
#include <string>

#include "calls/house/speech.hpp"

namespace layby::calls {

struct Board;
struct Leg;

/// The code, as "es". `lot`: which it is about; empty: none, or that in which it is parked or parks.
std::string language_for(const Board& board, const Leg& leg, const std::string& lot = {});
Speech speech_to(const Board& board, const Leg& leg, const std::string& lot = {});
/// Nobody is spoken to in another language.
bool same_languages(const Office& one, const Office& other);

}  // namespace layby::calls
