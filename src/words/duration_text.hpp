// How durations are written by people, in settings and on the command line. Pure functions, every thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "words/time.hpp"

namespace layby {

/// "90s", "2m", "1h30m", "0s": whole hours, minutes and seconds, each at most once and in this order.
std::optional<Duration> read_duration(std::string_view text);
/// The same spelling back, for messages: "1h30m".
std::string spell(Duration duration);

}  // namespace layby
