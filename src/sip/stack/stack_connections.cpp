// The connections that others open to us: which are kept.
#include "sip/stack/stack.hpp"

namespace layby::sip {

void Stack::watch_connections(Connections::Trusts trusts, Connections::Crowded crowded) {
    connections_.trust(std::move(trusts));
    connections_.on_crowd(std::move(crowded));
}

void Stack::watch_accepts() {
    std::vector<std::uint16_t> ports;
    for (const auto& listen : listening_)
        if (listen.transport == Transport::tcp) ports.push_back(listen.port);
    auto inner = inner_.ports();
    const auto trunks = trunk_doors_.ports();
    inner.insert(inner.end(), trunks.begin(), trunks.end());
    accepting_ = std::make_unique<Accepting>(
        std::move(ports),
        [this](const AcceptedSocket& socket, const Address& peer) { return accepted(socket, peer); },
        std::move(inner), [this](const Address& inside) { return inner_.edge().claim(inside); }, trunks,
        [this](std::uint16_t inside, const AcceptedSocket& socket, const Address& peer) {
            return trunk_doors_.came(inside, socket, peer);
        });
    deliver_here(agent_);
}

void Stack::use(tls::Context context) {
    if (!inner_.empty() && context) inner_.edge().use(std::move(context));
}

TrunkDoorsHost Stack::host_of_trunk_doors() {
    return {.edge = [this]() -> edge::Edge& { return inner_.edge_that_calls({}); },
            .more_sockets =
                [this] {
                    inner_.show_again();
                    watch_accepts();
                },
            .shown_as = [this](const tport_t* primary, const Listen& as) { tap_->add(tapped(primary, as)); }};
}

bool Stack::accepted(const AcceptedSocket& socket, const Address& peer) {
    const bool taken = connections_.accepted(socket, peer, loop_.now());
    if (!connections_expire_.running()) expire_connections();
    return taken;
}

void Stack::expire_connections() {
    connections_.expire(loop_.now());
    const auto next = connections_.next_deadline();
    if (next) connections_expire_.set(*next - loop_.now(), [this] { expire_connections(); });
}

void Stack::proved(const Flow& flow) {
    auto* tport = tport_of(flow);
    if (!tport || !tport_is_stream(tport)) return;
    const auto* address = tport_get_address(tport);
    if (!address || !address->ai_addr) return;
    connections_.proved(endpoint_of(*reinterpret_cast<const su_sockaddr_t*>(address->ai_addr)));
    if (!connections_.next_deadline()) connections_expire_.clear();
}

}  // namespace layby::sip
