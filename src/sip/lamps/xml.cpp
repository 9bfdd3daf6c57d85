#include "sip/lamps/xml.hpp"

#include "sip/text/identity.hpp"

namespace layby::sip {
namespace {

const char* entity_of(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&apos;";
        default:
            return nullptr;
    }
}

/// U+FFFE and U+FFFF are well-formed UTF-8, but not XML.
bool forbidden(std::string_view rest) {
    return rest.starts_with("\xef\xbf\xbe") || rest.starts_with("\xef\xbf\xbf");
}

}  // namespace

std::string xml_escaped(std::string_view text) {
    const std::string clean = printable_utf8(text);
    std::string out;
    out.reserve(clean.size() + 16);
    for (std::size_t i = 0; i < clean.size(); ++i) {
        if (forbidden(std::string_view(clean).substr(i))) {
            out += "\xef\xbf\xbd";
            i += 2;
        } else if (const char* entity = entity_of(clean[i])) {
            out += entity;
        } else {
            out += clean[i];
        }
    }
    return out;
}

}  // namespace layby::sip
