#include "tls/server_names.hpp"

#include <openssl/ssl.h>

#include <map>
#include <utility>

#include "tls/certificate.hpp"
#include "tls/peer.hpp"
#include "words/spelling.hpp"

namespace layby::tls {
namespace {

/// A context with those that take its place for some names.
struct Several {
    Context own;
    std::map<std::string, Context> others;  ///< by name, also "*.acme.example"

    const Context* find(const std::string& asked) const {
        const auto name = lower_case(asked);
        if (const auto one = others.find(name); one != others.end()) return &one->second;
        const auto dot = name.find('.');
        if (dot == std::string::npos) return nullptr;
        const auto all = others.find('*' + name.substr(dot));
        return all == others.end() ? nullptr : &all->second;
    }
};

int show_the_one_asked_for(SSL* connection, int*, void* several) {
    const char* name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
    const auto* found = name ? static_cast<const Several*>(several)->find(name) : nullptr;
    if (found) SSL_set_SSL_CTX(connection, found->get());
    return SSL_TLSEXT_ERR_OK;  // else our own; who wants another one than that says so itself
}

}  // namespace

Context by_server_name(Context own, const std::vector<Context>& others) {
    if (others.empty()) return own;
    auto several = std::make_shared<Several>();
    several->own = std::move(own);
    for (const auto& one : others)
        for (const auto& name : names_of(one).dns) several->others.emplace(lower_case(name), one);
    auto* context = several->own.get();
    SSL_CTX_callback_ctrl(context, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                          reinterpret_cast<void (*)()>(show_the_one_asked_for));
    SSL_CTX_set_tlsext_servername_arg(context, several.get());
    SSL_CTX_set_app_data(context, several.get());
    return {std::move(several), context};  // they are there as long as it is
}

bool is_shown_for(const Context& context, const std::string& host) {
    if (is_for(context, host)) return true;
    const auto* several = static_cast<const Several*>(SSL_CTX_get_app_data(context.get()));
    return several && several->find(host);
}

}  // namespace layby::tls
