#include "sip/dialog/dialog_requests.hpp"

#include <algorithm>

#include "runtime/check.hpp"
#include "sip/dialog/dialog_context.hpp"
#include "sip/dialog/our_headers.hpp"
#include "sip/stack/message_view.hpp"
#include "sip/text/identity.hpp"

namespace layby::sip {

DialogRequests::DialogRequests(DialogContext& dialog, DialogLeg::OnRequest on_request)
    : dialog_(dialog), on_request_(std::move(on_request)) {}

void DialogRequests::make_leg() {
    const auto& state = dialog_.state();
    leg_ = std::make_unique<DialogLeg>(dialog_.host().stack(), state, on_request_);
    // A caller of before RFC 3261 has no tag, and a dialog all the same (section 12.1.1).
    if (state.inbound || !state.name.remote_tag.empty()) dialog_.host().named(state.leg, state.name);
}

void DialogRequests::drop_leg() {
    if (!leg_) return;
    auto& state = dialog_.state();
    state.local_cseq = leg_->local_cseq();
    leg_.reset();
    dialog_.host().forget(state.name);
    state.name.remote_tag.clear();
}

void DialogRequests::forget_cseq() {
    if (leg_) leg_->forget_cseq(dialog_.state());
}

std::uint32_t DialogRequests::local_cseq() const {
    const auto known = dialog_.state().local_cseq;
    return leg_ ? std::max(known, leg_->local_cseq()) : known;
}

void DialogRequests::on_ack(std::function<void(const sip_t&)> callback) {
    if (CHECK(leg_)) leg_->on_ack(std::move(callback));
}

Flow DialogRequests::flow() const {
    const auto& state = dialog_.state();
    const bool by_line = state.transport == Transport::tls && state.peer.kind == calls::Origin::Kind::trunk;
    const auto* line = by_line && !is_open(flow_) ? dialog_.host().trunk(state.peer.name) : nullptr;
    auto kept = line ? line->way_to() : Flow{};
    return kept ? kept : flow_;
}

NewRequest DialogRequests::make(const std::string& method) const {
    const auto& state = dialog_.state();
    NewRequest request;
    request.method = method;
    lead(request, state, flow());
    request.headers = header("Contact", state.contact);
    return request;
}

void DialogRequests::send(NewRequest request, Done done) {
    if (!CHECK(request.method != "INVITE" && request.method != "ACK")) return;
    transmit(std::move(request), false, std::move(done));
}

void DialogRequests::transmit(NewRequest request, bool proved, Done done) {
    if (!leg_) return;
    dialog_.acknowledge();  // whatever follows from the answer says that it is durable
    const auto at = under_way_.emplace(under_way_.end());
    *at = dialog_.host().stack().send_on(leg_->get(), request, [=, this](int status, const sip_t* sip) {
        responded(at, request, proved, status, sip, done);
    });
    dialog_.changed();
    if (*at) return;
    under_way_.erase(at);
    if (done) done(503, nullptr);
}

void DialogRequests::responded(UnderWay::iterator at, const NewRequest& request, bool proved, int status,
                               const sip_t* sip, const Done& done) {
    if (status < 200) return;
    const auto again = request;  // both live in the transaction that ends here
    const auto callback = done;
    const auto uri = (*at)->request() ? text_of(*(*at)->request()->sip_request->rq_url) : std::string{};
    const auto finished = std::move(*at);
    under_way_.erase(at);
    if ((status == 401 || status == 407) && !proved && sip) {
        if (auto proof = prove(*sip, again.method, uri)) {
            auto next = again;
            next.headers += *proof;
            return transmit(std::move(next), true, callback);
        }
    }
    if (sip && status < 300) learn_party(*sip);
    if (callback) callback(status, sip);
}

std::unique_ptr<Outgoing> DialogRequests::invite(const NewRequest& request,
                                                 Outgoing::OnResponse on_response) {
    if (!CHECK(leg_)) return {};
    return dialog_.host().stack().send_on(leg_->get(), request, std::move(on_response));
}

void DialogRequests::acknowledge(const NewRequest& ack) {
    if (leg_) dialog_.host().stack().acknowledge(leg_->get(), ack);
}

std::optional<std::string> DialogRequests::prove(const sip_t& challenged, const std::string& method,
                                                 const std::string& uri, const std::string& proved) {
    const auto& peer = dialog_.state().peer;
    if (peer.kind != calls::Origin::Kind::trunk) return {};
    auto* line = dialog_.host().trunk(peer.name);
    return line ? line->authorize(challenged, method, uri, proved) : std::nullopt;
}

void DialogRequests::follow_target(const sip_t& sip) {
    if (!sip.sip_contact || !CHECK(leg_)) return;
    leg_->refresh_target(sip.sip_contact);
    dialog_.state().remote_target = "<" + text_of(*sip.sip_contact->m_url) + ">";
    dialog_.changed();
}

/// RFC 3325, and RFC 5876 for requests within a call: whether it is news is for the switchboard to say.
void DialogRequests::learn_party(const sip_t& sip) {
    const auto phase = dialog_.phase();
    if (!is_believed(dialog_.state()) || phase == Phase::cancelling || phase == Phase::ending) return;
    const auto party = asserted_party_of(identity_of(sip));
    if (party && !party->number.empty())
        dialog_.host().tell(calls::PartyLearned{dialog_.state().leg, *party});
}

}  // namespace layby::sip
