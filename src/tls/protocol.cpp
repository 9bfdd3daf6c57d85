#include "tls/protocol.hpp"

#include <openssl/ssl.h>

#include <string_view>

namespace layby::tls {
namespace {

constexpr std::string_view sip{"\x05sip/2"}, web{"\x08http/1.1"}, web_2{"\x02h2"};

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

struct Offer {
    const unsigned char* names;
    unsigned size;

    bool has(std::string_view name) const {
        unsigned char* found = nullptr;
        unsigned char length = 0;
        return SSL_select_next_proto(&found, &length, bytes(name), static_cast<unsigned>(name.size()), names,
                                     size) == OPENSSL_NPN_NEGOTIATED;
    }
};

int choose_protocol(SSL* connection, const unsigned char** chosen, unsigned char* length,
                    const unsigned char* offered, unsigned size, void*) {
    const auto* spoken = static_cast<const Protocol*>(SSL_get_app_data(connection));
    if (!spoken) return SSL_TLSEXT_ERR_NOACK;
    const Offer offer{offered, size};
    const auto ours = *spoken == Protocol::sip ? sip : web;
    if (offer.has(ours)) {
        *chosen = bytes(ours) + 1;
        *length = static_cast<unsigned char>(ours.size() - 1);
        return SSL_TLSEXT_ERR_OK;
    }
    const bool may_be_a_phone = *spoken == Protocol::sip && !offer.has(web) && !offer.has(web_2);
    return may_be_a_phone ? SSL_TLSEXT_ERR_NOACK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

void agree_on_protocol(SSL_CTX& context) { SSL_CTX_set_alpn_select_cb(&context, choose_protocol, nullptr); }

void expect_protocol(SSL& connection, Protocol spoken) {
    static constexpr Protocol each[]{Protocol::sip, Protocol::http};
    SSL_set_app_data(&connection, const_cast<Protocol*>(&each[static_cast<std::size_t>(spoken)]));
}

}  // namespace layby::tls
