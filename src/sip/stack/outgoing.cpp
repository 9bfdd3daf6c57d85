// Client transactions: RAII, trampolines and sending around nta_outgoing_t.
#include "sip/stack/stack.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

url_string_t const* url_arg(const std::string& text) {
    return text.empty() ? nullptr : URL_STRING_MAKE(text.c_str());
}

const char* text_arg(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

void send_cancel(nta_outgoing_t* invite, const std::string& headers) {
    auto* sent =
        nta_outgoing_tcancel(invite, nullptr, nullptr, SIPTAG_HEADER_STR(text_arg(headers)), TAG_END());
    if (sent) nta_outgoing_destroy(sent);  // it goes on by itself
}

/// Nothing leaves in the clear whose connection is gone, whatever a Contact or a Route says.
bool is_forbidden(const NewRequest& request) {
    return request.by_flow_alone && !(is_open(request.flow) && is_inner(tport_of(request.flow)));
}

}  // namespace

/// To nta a connection behind the edge is one over TCP.
Stack::Way Stack::way_of(nta_leg_t* leg, const NewRequest& request) const {
    auto* over = is_open(request.flow) ? tport_of(request.flow) : nullptr;
    if (!is_inner(over)) return {request.next_hop, over, sender_for(leg, request)};
    const auto& far = *tport_get_address(over)->ai_addr;
    return {hop_uri(endpoint_of(reinterpret_cast<const su_sockaddr_t&>(far)), Transport::tcp), over, nullptr};
}

Outgoing::~Outgoing() {
    if (gone_) *gone_ = true;
    if (request_) msg_destroy(request_);
    const bool can_hear = !by_flow_alone_ || is_open(over_);
    if (orq_ && cancel_later_ && can_hear)
        stack_.cancel_later(orq_, std::move(*cancel_later_));
    else if (orq_)
        nta_outgoing_destroy(orq_);
}

const sip_t* Outgoing::request() const {
    if (!request_) request_ = nta_outgoing_getrequest(orq_);
    return request_ ? sip_object(request_) : nullptr;
}

bool Outgoing::is_left_behind_by(const Flow& now) const {
    return over_ && over_ != now && (by_flow_alone_ || !is_open(over_));
}

int Outgoing::trampoline(void* self, nta_outgoing_t* orq, const sip_t* sip) noexcept {
    auto* me = static_cast<Outgoing*>(self);
    const int status = sip && sip->sip_status ? sip->sip_status->st_status : nta_outgoing_status(orq);
    const bool ours = !sip || nta_sip_is_internal(sip);
    if (const auto headers = std::exchange(me->cancel_later_, {}); headers && status < 200)
        send_cancel(orq, *headers);
    bool gone = false;
    me->gone_ = &gone;
    auto callback = std::move(me->on_response_);
    if (callback) callback(status, ours ? nullptr : sip);
    if (gone) return 0;
    me->gone_ = nullptr;
    me->on_response_ = std::move(callback);
    return 0;
}

std::unique_ptr<Outgoing> Stack::send_on(nta_leg_t* leg, const NewRequest& request,
                                         Outgoing::OnResponse on_response) {
    if (is_forbidden(request)) return nullptr;
    std::unique_ptr<Outgoing> outgoing(new Outgoing(*this));
    outgoing->on_response_ = std::move(on_response);
    const auto cseq = std::to_string(request.cseq) + " " + request.method;
    const auto way = way_of(leg, request);
    if (way.over) outgoing->over_ = request.flow;
    outgoing->by_flow_alone_ = request.by_flow_alone;
    outgoing->orq_ = nta_outgoing_tcreate(
        leg, Outgoing::trampoline, outgoing.get(), url_arg(way.next_hop),
        sip_method_code(request.method.c_str()), request.method.c_str(), url_arg(request.uri),
        SIPTAG_FROM_STR(text_arg(request.from)), SIPTAG_TO_STR(text_arg(request.to)),
        SIPTAG_CALL_ID_STR(text_arg(request.call_id)), TAG_IF(request.cseq, SIPTAG_CSEQ_STR(cseq.c_str())),
        SIPTAG_USER_AGENT_STR("Layby"), SIPTAG_HEADER_STR(text_arg(request.headers)),
        TAG_IF(!request.body.type.empty(), SIPTAG_CONTENT_TYPE_STR(request.body.type.c_str())),
        TAG_IF(!request.body.type.empty(), SIPTAG_PAYLOAD_STR(request.body.text.c_str())),
        TAG_IF(way.over, NTATAG_TPORT(way.over)),
        TAG_IF(!request.branch.empty(), NTATAG_BRANCH_KEY(request.branch.c_str())),
        TAG_IF(way.sender, TPTAG_IDENT(way.sender)), TAG_END());
    return outgoing->orq_ ? std::move(outgoing) : nullptr;
}

std::unique_ptr<Outgoing> Stack::send(const NewRequest& request, Outgoing::OnResponse on_response) {
    auto complete = request;
    if (complete.call_id.empty()) complete.call_id = token(24);
    if (complete.cseq == 0) complete.cseq = 1;
    if (complete.from.find(";tag=") == std::string::npos) complete.from += ";tag=" + token();
    return send_on(outside_, complete, std::move(on_response));
}

void Stack::acknowledge(nta_leg_t* leg, const NewRequest& ack) {
    if (is_forbidden(ack)) return;
    const auto cseq = std::to_string(ack.cseq) + " ACK";
    const auto way = way_of(leg, ack);
    auto* sent =
        nta_outgoing_tcreate(leg, nullptr, nullptr, url_arg(way.next_hop), SIP_METHOD_ACK, nullptr,
                             SIPTAG_CSEQ_STR(cseq.c_str()), SIPTAG_HEADER_STR(text_arg(ack.headers)),
                             TAG_IF(!ack.body.type.empty(), SIPTAG_CONTENT_TYPE_STR(ack.body.type.c_str())),
                             TAG_IF(!ack.body.type.empty(), SIPTAG_PAYLOAD_STR(ack.body.text.c_str())),
                             TAG_IF(way.over, NTATAG_TPORT(way.over)),
                             TAG_IF(!ack.branch.empty(), NTATAG_ACK_BRANCH(ack.branch.c_str())),
                             TAG_IF(way.sender, TPTAG_IDENT(way.sender)), TAG_END());
    if (sent) nta_outgoing_destroy(sent);
}

/// Sofia would hold it back, too. But an answer to a CANCEL that it holds back ends the process: of a peer
/// that means us ill, or to the CANCEL that we sent before a restart, whose INVITE we have just repeated
/// (trap 23).
void Outgoing::cancel(const std::string& headers) {
    if (by_flow_alone_ && !is_open(over_)) return;
    if (nta_outgoing_status(orq_) >= 100) return send_cancel(orq_, headers);
    if (!cancel_later_) cancel_later_ = headers;
}

void Stack::cancel_later(nta_outgoing_t* invite, std::string headers) {
    late_cancels_[invite] = std::move(headers);
    nta_outgoing_bind(invite, late_trampoline, this);
}

int Stack::late_trampoline(void* self, nta_outgoing_t* invite, const sip_t*) noexcept {
    auto* me = static_cast<Stack*>(self);
    const auto late = me->late_cancels_.extract(invite);
    const int status = nta_outgoing_status(invite);
    if (status < 200) send_cancel(invite, late.mapped());
    if (status / 100 == 2) nta_msg_ackbye(me->agent_, nta_outgoing_getresponse(invite));
    nta_outgoing_destroy(invite);
    return 0;
}

}  // namespace layby::sip
