// The board: the files of web/dist, built in, as they are served. They say nothing about anybody, so whoever
// can connect may have them; what they show comes from the API, which asks who wants to know. Pure; any
// thread.
#pragma once
#include <optional>

#include "console/exchange.hpp"

namespace layby::console {

/// None: no file of the board has this path, or this isn't a GET.
std::optional<Answer> page_for(const Request& request);

}  // namespace layby::console
