#include "sip/door/request_view.hpp"

#include "sip/stack/message_view.hpp"
#include "sip/text/identity.hpp"

namespace layby::sip {

RequestView view_of(const sip_t& sip, const Hop& hop) {
    RequestView view;
    view.method = str(sip.sip_request->rq_method_name);
    view.request_uri = text_of(*sip.sip_request->rq_url);
    view.from_user = from_user_of(sip);
    if (sip.sip_to) view.to_user = user_of(*sip.sip_to->a_url);
    view.authorization = all_of(sip, "Authorization");
    view.proxy_authorization = all_of(sip, "Proxy-Authorization");
    if (sip.sip_call_id) view.call_id = str(sip.sip_call_id->i_id);
    if (sip.sip_cseq) view.cseq = sip.sip_cseq->cs_seq;
    const bool proves = !view.authorization.empty() || !view.proxy_authorization.empty();
    if (proves) view.rest = repeated_in(sip);
    view.source = hop.peer;
    view.transport = hop.transport;
    view.trunk = hop.trunk;
    if (sip.sip_user_agent) view.user_agent = printable_utf8(str(sip.sip_user_agent->g_string));
    return view;
}

Reply reply_of(const Refusal& refusal) {
    Reply reply{refusal.status, refusal.reason, {}, {}};
    for (const auto& [name, value] : refusal.headers) reply.headers += header(name, value);
    return reply;
}

}  // namespace layby::sip
