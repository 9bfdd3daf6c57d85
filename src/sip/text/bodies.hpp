// What a message's body holds for us: one of the media types that we understand, alone or as a part of a
// multipart body (RFC 2046 section 5.1, RFC 5621). Pure; any thread; safe on any bytes.
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace layby::sip {

/// A body or a part of one, as its headers describe it. Header values as written; absent ones empty.
struct BodyView {
    std::string type;         ///< Content-Type
    std::string disposition;  ///< Content-Disposition
    std::string encoding;     ///< Content-Encoding or Content-Transfer-Encoding
    std::string_view text;
};

struct FoundBody {
    std::string type;  ///< lower case, without parameters
    std::string_view text;
};

struct BodyReading {
    std::optional<FoundBody> found;
    /// What is there has to be understood and isn't: 415.
    bool refused{};
};

/// Looks for the first of these types (lower case, without parameters), in an alternative for the last. Other
/// parts are passed over unless they say handling=required; a body that holds nothing for us may be passed
/// over only if it says handling=optional.
BodyReading read_body(const BodyView& body, std::initializer_list<std::string_view> types);

/// "Text/Plain; charset=x" is text/plain. Lower case; empty: it is none.
std::string media_type(std::string_view content_type);

}  // namespace layby::sip
