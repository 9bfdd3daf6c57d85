// Names and addresses of machines as they stand in URIs. Pure; any thread.
#pragma once
#include <string>

namespace layby {

/// An IPv6 address in brackets; anything else as it is (RFC 3986 section 3.2.2).
std::string bracketed(const std::string& host);

}  // namespace layby
