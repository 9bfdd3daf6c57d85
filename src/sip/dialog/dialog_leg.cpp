#include "sip/dialog/dialog_leg.hpp"

namespace layby::sip {

DialogLeg::DialogLeg(Stack& stack, const DialogState& state, OnRequest on_request)
    : stack_(stack), on_request_(std::move(on_request)) {
    make(state, state.local_cseq);
}

void DialogLeg::make(const DialogState& state, std::uint32_t local_cseq) {
    const auto local = state.local + ";tag=" + state.name.local_tag;
    const auto remote = state.remote + (state.name.remote_tag.empty() ? "" : ";tag=" + state.name.remote_tag);
    const auto cseq = std::to_string(local_cseq) + " INVITE";
    leg_ = nta_leg_tcreate(stack_.agent(), trampoline, this, SIPTAG_CALL_ID_STR(state.name.call_id.c_str()),
                           SIPTAG_FROM_STR(local.c_str()), SIPTAG_TO_STR(remote.c_str()),
                           SIPTAG_CSEQ_STR(cseq.c_str()), NTATAG_REMOTE_CSEQ(state.remote_cseq), TAG_END());
    if (leg_) set_route(state);
}

void DialogLeg::forget_cseq(const DialogState& state) {
    const auto ours = local_cseq();
    nta_leg_destroy(leg_);
    make(state, ours);
}

DialogLeg::~DialogLeg() {
    if (gone_) *gone_ = true;
    if (leg_) nta_leg_destroy(leg_);
}

void DialogLeg::set_route(const DialogState& state) {
    Home home;
    std::string all;
    for (const auto& route : state.route_set) all += (all.empty() ? "" : ",") + route;
    auto* routes = all.empty() ? nullptr : sip_record_route_make(home, all.c_str());
    auto* target =
        state.remote_target.empty() ? nullptr : sip_contact_make(home, state.remote_target.c_str());
    if (state.inbound)
        nta_leg_server_route(leg_, routes, target);
    else
        nta_leg_client_route(leg_, routes, target);
}

void DialogLeg::refresh_target(const sip_contact_t* contact) {
    if (contact) nta_leg_server_route(leg_, nullptr, contact);
}

/// The transaction that nta makes of a stray ACK is let go of by our caller.
void DialogLeg::acknowledged(const sip_t& ack) {
    if (auto callback = std::exchange(on_ack_, nullptr)) callback(ack);
}

int DialogLeg::trampoline(void* self, nta_leg_t*, nta_incoming_t* irq, const sip_t* sip) noexcept {
    auto* me = static_cast<DialogLeg*>(self);
    auto incoming = std::make_unique<Incoming>(me->stack_.agent(), irq);
    me->stack_.proved(incoming->flow());
    if (sip->sip_request->rq_method == sip_method_ack) return me->acknowledged(*sip), 0;
    bool gone = false;
    me->gone_ = &gone;
    auto callback = std::move(me->on_request_);
    callback(std::move(incoming), *sip);
    if (gone) return 0;
    me->gone_ = nullptr;
    me->on_request_ = std::move(callback);
    return 0;
}

}  // namespace layby::sip
