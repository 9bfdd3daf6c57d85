// What a REFER asks for: number, orbit and the dialog to replace (RFC 3515, 3891). Pure; any thread; safe on
// any bytes.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "sip/text/dialog_name.hpp"

namespace layby::sip {

/// A Replaces value: "call-id;to-tag=x;from-tag=y;early-only". `name` is seen from us: its local tag is
/// to-tag.
struct Replaces {
    DialogName name;
    bool early_only{};
    bool operator==(const Replaces&) const = default;
};
/// The value for another who is to replace that dialog, as it was named to us.
std::string text_of(const Replaces& replaces);
/// None: malformed (no Call-ID, or not exactly one to-tag and one from-tag).
std::optional<Replaces> read_replaces(std::string_view value);

struct ReferTo {
    std::string uri;     ///< as written, without headers
    std::string number;  ///< user part, unescaped
    std::string orbit;   ///< ;orbit= of the URI
    std::string host;    ///< lower case, without port
    std::optional<Replaces> replaces;
    bool operator==(const ReferTo&) const = default;
};
/// A Refer-To value with or without < >. None: malformed, not a SIP or tel URI, a method other than INVITE,
/// or a malformed Replaces.
std::optional<ReferTo> read_refer_to(std::string_view value);

}  // namespace layby::sip
