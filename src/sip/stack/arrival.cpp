// Requests that match no transaction and no dialog: answered without state, or made a transaction.
#include "sip/stack/stack.hpp"

namespace layby::sip {

Arrival::~Arrival() { drop(); }

void Arrival::drop() {
    if (auto* msg = std::exchange(msg_, nullptr)) nta_msg_discard(stack_.agent(), msg);
}

void Arrival::answer(const Reply& reply) {
    auto* msg = std::exchange(msg_, nullptr);
    if (!msg) return;
    stack_.count_response(reply.status);
    const auto phrase = reply.reason.empty() ? phrase_of(reply.status) : reply.reason;
    nta_msg_treply(stack_.agent(), msg, reply.status, phrase.c_str(), SIPTAG_SERVER_STR("Layby"),
                   TAG_IF(!reply.headers.empty(), SIPTAG_HEADER_STR(reply.headers.c_str())),
                   TAG_IF(!reply.body.type.empty(), SIPTAG_CONTENT_TYPE_STR(reply.body.type.c_str())),
                   TAG_IF(!reply.body.type.empty(), SIPTAG_PAYLOAD_STR(reply.body.text.c_str())), TAG_END());
}

std::unique_ptr<Incoming> Arrival::keep() {
    auto* msg = std::exchange(msg_, nullptr);
    if (!msg) return nullptr;
    const auto transport = flow_of(nta_incoming_transport(stack_.agent(), nullptr, msg));
    auto* irq =
        nta_incoming_create(stack_.agent(), nullptr, msg, sip_, NTATAG_TPORT(tport_of(transport)), TAG_END());
    return irq ? std::make_unique<Incoming>(stack_.agent(), irq) : nullptr;
}

Flow Arrival::flow() const { return flow_of(nta_incoming_transport(stack_.agent(), nullptr, msg_)); }

Hop Arrival::hop() const { return hop_of(stack_, msg_, tport_of(flow())); }

Hop hop_of(Stack& stack, msg_t* msg, tport_t* transport) {
    Hop hop;
    hop.peer = endpoint_of(*msg_addr(msg));
    hop.transport = transport_of(transport);
    hop.trunk = stack.trunk_doors().trunk_of(transport);
    hop.local.ip = stack.near_ip(hop.peer.ip);
    for (const auto& listen : stack.listening())
        if (listen.transport == hop.transport && listen.ip == hop.local.ip) hop.local.port = listen.port;
    return hop;
}

Hop hop_of(Stack& stack, const Incoming& incoming) {
    auto* msg = nta_incoming_getrequest(incoming.get());
    if (!msg) return {};
    const auto flow = incoming.flow();
    auto hop = hop_of(stack, msg, tport_of(flow));
    msg_destroy(msg);
    return hop;
}

}  // namespace layby::sip
