#include "sip/dialog/target.hpp"

namespace layby::sip {

KeptTarget kept_of(const Target& target) {
    KeptTarget kept{.uri = target.uri,
                    .next_hop = target.next_hop,
                    .route_headers = target.route_headers,
                    .peer_ip = target.peer_ip,
                    .transport = target.transport,
                    .server = {},
                    .extra_headers = target.extra_headers,
                    .features = target.features};
    if (target.server) kept.server = target.server->address;
    return kept;
}

Target target_of(const KeptTarget& kept) {
    Target target{.uri = kept.uri,
                  .next_hop = kept.next_hop,
                  .route_headers = kept.route_headers,
                  .flow = {},
                  .peer_ip = kept.peer_ip,
                  .transport = kept.transport,
                  .server = {},
                  .extra_headers = kept.extra_headers,
                  .features = kept.features};
    if (kept.server) target.server = Server{*kept.server, kept.transport};
    return target;
}

}  // namespace layby::sip
