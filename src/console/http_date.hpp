// The time as HTTP writes it (RFC 9110 section 5.6.7). A page counts ages from the server's clock with it.
// Any thread.
#pragma once
#include <string>

namespace layby::console {

/// Now: "Sun, 29 Nov 2026 04:05:06 GMT".
std::string http_date();

}  // namespace layby::console
