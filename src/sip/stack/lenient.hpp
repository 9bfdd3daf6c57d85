// What phones write in a way that the grammar doesn't allow, and that still says plainly what is meant:
// sofia-sip would refuse the whole request with 400 (decision record 16). Its readers of addresses and media
// types are asked again with the text repaired; sip_name_addr_d() and sip_content_type_d() are ours, in front
// of the library's. For src/sip only; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "sip/stack/sofia.hpp"

namespace layby::sip {

/// A value of From, To, Contact and the like whose display name isn't quoted as it should be: the name in
/// quotes, or left out where no < > follow. None: that isn't what is wrong with it.
std::optional<std::string> with_quoted_name(std::string_view value);

/// A media type without parameters that can't be read. None: that isn't what is wrong with it.
std::optional<std::string> without_bad_parameters(std::string_view type);

/// Headers that only wish for something, and that can't be read: as if they weren't there (RFC 3261
/// section 8.2).
bool only_wishes_are_bad(const sip_t& request);

/// Whether a response lacks what it can't be understood without. The library drops one that has anything at
/// all wrong with it, as if nobody had answered.
bool lacks_the_needful(const sip_t& response);

}  // namespace layby::sip
