// The monotonic clock, as the media thread and the kernel's filter read it. Any thread.
#pragma once
#include <time.h>

#include <optional>

#include "words/time.hpp"

namespace layby::media {

Instant clock_now();
void sleep_until(Instant when);
/// What is left until then, not below zero; zero for none.
timespec until(std::optional<Instant> when);

}  // namespace layby::media
