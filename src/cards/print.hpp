// A card as a PDF. Takes some milliseconds; any thread but the signalling one.
#pragma once
#include <string>

#include "cards/card.hpp"

namespace layby::cards {

/// On A5, more than one page where there is much. Throws std::runtime_error with a sentence for the admin.
std::string printed(const Card& card);

}  // namespace layby::cards
