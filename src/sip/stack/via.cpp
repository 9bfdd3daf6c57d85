#include "sip/stack/via.hpp"

#include <dlfcn.h>

#include <string_view>

namespace layby::sip {
namespace {

constexpr std::size_t shortest_branch = 8;

/// The library's own answer.
unsigned errors_in(const msg_t* msg) {
    using Errors = unsigned (*)(const msg_t*);
    static const auto library = reinterpret_cast<Errors>(dlsym(RTLD_NEXT, "msg_extract_errors"));
    return library ? library(msg) : 0;
}

}  // namespace

void forget_maddr(sip_t& request) {
    if (request.sip_via && request.sip_via->v_maddr)
        msg_header_remove_param(request.sip_via->v_common, "maddr");
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
    if (!sip || !sip->sip_request) return errors;
    layby::sip::forget_maddr(*sip);
    return layby::sip::bad_branch(*sip) ? ~0u : errors;
}
