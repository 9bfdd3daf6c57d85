#include "sip/stack/via.hpp"

#include <dlfcn.h>

#include <cstring>
#include <string>
#include <string_view>

#include "sip/stack/inner_doors.hpp"
#include "sip/stack/lenient.hpp"
#include "sip/stack/stack.hpp"
#include "sip/stack/unreadable.hpp"
#include "sip/text/uri.hpp"
#include "words/networks.hpp"

namespace layby::sip {
namespace {

constexpr std::size_t shortest_branch = 8;

/// The library's own answer.
unsigned errors_in(const msg_t* msg) {
    using Errors = unsigned (*)(const msg_t*);
    static const auto library = reinterpret_cast<Errors>(dlsym(RTLD_NEXT, "msg_extract_errors"));
    return library ? library(msg) : 0;
}

const char* protocol_of(const msg_t* msg) { return via_protocol_of(transport_of(msg)); }

}  // namespace

void forget_maddr(sip_t& request) {
    if (request.sip_via && request.sip_via->v_maddr)
        msg_header_remove_param(request.sip_via->v_common, "maddr");
}

void correct_transport(msg_t* msg, sip_t& request) {
    if (!request.sip_via) return;
    const auto* real = protocol_of(msg);
    if (std::strcmp(request.sip_via->v_protocol, real) != 0) request.sip_via->v_protocol = real;
}

void answer_at_source(msg_t* msg, sip_t& request) {
    auto* via = request.sip_via;
    if (!via || via->v_rport || transport_of(msg) != Transport::udp) return;
    const auto named = address_of(str(via->v_host));
    if (!named || named == address_of(endpoint_of(*msg_addr(msg)).ip)) return;
    msg_header_replace_param(msg_home(msg), via->v_common, "rport");
}

void give_via(msg_t* msg, sip_t& request) {
    if (request.sip_via || request.sip_request->rq_method == sip_method_ack) return;
    const auto from = endpoint_of(*msg_addr(msg));
    const auto text =
        std::string{protocol_of(msg)} + ' ' + bracketed(from.ip) + ':' + std::to_string(from.port);
    auto* via = sip_via_make(msg_home(msg), text.c_str());
    if (via)
        msg_header_insert(msg, reinterpret_cast<msg_pub_t*>(&request), reinterpret_cast<msg_header_t*>(via));
}

bool bad_branch(const sip_t& request) {
    const auto* via = request.sip_via;
    return via && via->v_branch && std::string_view{via->v_branch}.size() < shortest_branch;
}

}  // namespace layby::sip

/// Any bit means: answered with 400, or dropped where nothing may be answered.
extern "C" unsigned msg_extract_errors(msg_t const* msg) {
    const auto errors = layby::sip::errors_in(msg);
    auto* sip = sip_object(msg);
    if (sip && sip->sip_status) return layby::sip::lacks_the_needful(*sip) ? errors : 0;
    if (!sip || !sip->sip_request) return errors;
    auto* received = const_cast<msg_t*>(msg);
    layby::sip::forget_maddr(*sip);
    layby::sip::correct_transport(received, *sip);
    layby::sip::give_via(received, *sip);
    layby::sip::answer_at_source(received, *sip);
    if (layby::sip::bad_branch(*sip) || layby::sip::without_uri(*sip) || layby::sip::is_flood(msg))
        return ~0u;
    return layby::sip::only_wishes_are_bad(*sip) ? 0 : errors;
}
