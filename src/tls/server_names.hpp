// One door, several certificates: who connects says which name it wants (SNI, RFC 6066 section 3), and is
// shown the certificate with that name. Any thread.
#pragma once
#include <string>
#include <vector>

#include "tls/context.hpp"

namespace layby::tls {

/// `own` is shown to who asks for no name, or for one that none of the others carries. A name that several
/// carry is the first one's. `own` has no others yet.
Context by_server_name(Context own, const std::vector<Context>& others);

/// Whether a certificate for this host, a name or an address, is shown to who asks for it.
bool is_shown_for(const Context& context, const std::string& host);

}  // namespace layby::tls
