// What a digest is about: RFC 7616 section 3.4.6.
#include "sip/door/digest.hpp"
#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip::digest {

bool same_resource(std::string_view digest_uri, std::string_view request_uri) {
    if (digest_uri == request_uri) return true;
    const auto one = parse_uri(digest_uri), other = parse_uri(request_uri);
    if (!one || !other) return false;
    const auto orbit = [](const Uri& uri) { return unescaped(uri.parameter("orbit").value_or("")); };
    return unescaped(one->user) == unescaped(other->user) && orbit(*one) == orbit(*other);
}

}  // namespace layby::sip::digest
