// Text in XML documents that we write. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

namespace layby::sip {

/// Safe as text and in attributes, whatever the bytes are: invalid UTF-8 and what XML 1.0 forbids are
/// replaced.
std::string xml_escaped(std::string_view text);

}  // namespace layby::sip
