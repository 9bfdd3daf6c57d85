// Server transactions: RAII and trampolines around nta_incoming_t and nta_reliable_t.
#include "sip/stack/stack.hpp"

namespace layby::sip {

/// One provisional response sent reliably; sofia calls back once: PRACK, or none in time.
struct Incoming::Reliable {
    Incoming* owner{};
    nta_reliable_t* handle{};
    OnPrack on_prack;

    static int trampoline(void* self, nta_reliable_t* rel, nta_incoming_t* prack, const sip_t* sip) noexcept {
        auto* me = static_cast<Reliable*>(self);
        nta_reliable_destroy(rel);
        me->handle = nullptr;
        auto callback = std::exchange(me->on_prack, nullptr);
        auto request = prack ? std::make_unique<Incoming>(me->owner->agent_, prack) : nullptr;
        if (callback) callback(std::move(request), sip);
        return 0;
    }
};

Incoming::Incoming(nta_agent_t* agent, nta_incoming_t* irq) : agent_(agent), irq_(irq) {}

Incoming::~Incoming() {
    if (gone_) *gone_ = true;
    if (reliable_ && reliable_->handle) nta_reliable_destroy(reliable_->handle);
    nta_incoming_bind(irq_, nullptr, nullptr);
    nta_incoming_destroy(irq_);
}

int Incoming::event_trampoline(void* self, nta_incoming_t*, const sip_t* sip) noexcept {
    auto* me = static_cast<Incoming*>(self);
    auto event = Event::timed_out;
    if (sip && sip->sip_request)
        event = sip->sip_request->rq_method == sip_method_cancel ? Event::cancelled : Event::acked;
    if (!me->on_event_) return 0;
    bool gone = false;
    me->gone_ = &gone;
    auto callback = std::move(me->on_event_);
    callback(event, sip);
    if (gone) return 0;
    me->gone_ = nullptr;
    if (!me->on_event_) me->on_event_ = std::move(callback);
    return 0;
}

void Incoming::on_event(OnEvent callback) {
    on_event_ = std::move(callback);
    nta_incoming_bind(irq_, event_trampoline, this);
}

void Incoming::count(const Reply& reply) const {
    static_cast<Stack*>(nta_agent_magic(agent_))->count_response(reply.status);
}

void Incoming::reply(const Reply& reply) {
    count(reply);
    const auto phrase = reply.reason.empty() ? phrase_of(reply.status) : reply.reason;
    nta_incoming_treply(irq_, reply.status, phrase.c_str(), SIPTAG_SERVER_STR("Layby"),
                        TAG_IF(!reply.headers.empty(), SIPTAG_HEADER_STR(reply.headers.c_str())),
                        TAG_IF(!reply.body.type.empty(), SIPTAG_CONTENT_TYPE_STR(reply.body.type.c_str())),
                        TAG_IF(!reply.body.type.empty(), SIPTAG_PAYLOAD_STR(reply.body.text.c_str())),
                        TAG_END());
}

bool Incoming::awaits_prack() const { return reliable_ && reliable_->handle; }

bool Incoming::reply_reliably(const Reply& reply, OnPrack on_prack) {
    if (awaits_prack()) return false;
    count(reply);
    const auto phrase = reply.reason.empty() ? phrase_of(reply.status) : reply.reason;
    reliable_ = std::make_unique<Reliable>(Reliable{this, nullptr, std::move(on_prack)});
    reliable_->handle = nta_reliable_treply(
        irq_, Reliable::trampoline, reliable_.get(), reply.status, phrase.c_str(), SIPTAG_SERVER_STR("Layby"),
        TAG_IF(!reply.headers.empty(), SIPTAG_HEADER_STR(reply.headers.c_str())),
        TAG_IF(!reply.body.type.empty(), SIPTAG_CONTENT_TYPE_STR(reply.body.type.c_str())),
        TAG_IF(!reply.body.type.empty(), SIPTAG_PAYLOAD_STR(reply.body.text.c_str())), TAG_END());
    return reliable_->handle != nullptr;
}

void Incoming::tag(const std::string& local_tag) { nta_incoming_tag(irq_, local_tag.c_str()); }

Flow Incoming::flow() const { return flow_of(nta_incoming_transport(agent_, irq_, nullptr)); }

Flow flow_of(tport_t* referenced) {
    return Flow(referenced, [](void* tport) {
        if (tport) tport_unref(static_cast<tport_t*>(tport));
    });
}

bool is_open(const Flow& flow) {
    auto* tport = tport_of(flow);
    return tport && !tport_is_closed(tport) && !tport_is_shutdown(tport);
}

}  // namespace layby::sip
