// Client and server agree on what is spoken, or the handshake fails.
#include "tls/protocol.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <stdlib.h>

#include <filesystem>
#include <optional>

#include "tls/certificate.hpp"
#include "tls/shaking.hpp"

namespace layby::tls {
namespace {

class Protocols : public testing::Test {
  protected:
    Protocols() {
        char name[] = "/tmp/layby-tls-XXXXXX";
        dir_ = mkdtemp(name);
        server_ = server_context(self_made(dir_, "sip", "office.example"));
    }
    ~Protocols() override { std::filesystem::remove_all(dir_); }

    /// What both have agreed on with a client that offers this, in the form of RFC 7301; empty: on nothing,
    /// and they speak all the same; none: the server ends it.
    std::optional<std::string> agreed(Protocol spoken, const std::string& offer) const {
        const Context calling(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
        const End here(SSL_new(server_.get()), SSL_free), there(SSL_new(calling.get()), SSL_free);
        expect_protocol(*here, spoken);
        if (!offer.empty())
            SSL_set_alpn_protos(there.get(), reinterpret_cast<const unsigned char*>(offer.data()),
                                static_cast<unsigned>(offer.size()));
        shake_hands(*here, *there);
        if (!SSL_is_init_finished(here.get())) return {};
        const unsigned char* chosen = nullptr;
        unsigned length = 0;
        SSL_get0_alpn_selected(there.get(), &chosen, &length);
        return std::string(reinterpret_cast<const char*>(chosen), length);
    }

    std::filesystem::path dir_;
    Context server_;
};

TEST_F(Protocols, APhoneMaySayWhatItSpeaksOrNothing) {
    EXPECT_EQ(agreed(Protocol::sip, "\x05sip/2"), "sip/2");
    EXPECT_EQ(agreed(Protocol::sip, "\x02h2\x08http/1.1\x05sip/2"), "sip/2");
    EXPECT_EQ(agreed(Protocol::sip, ""), "");
    EXPECT_EQ(agreed(Protocol::sip, "\x03sip"), "") << "a phone that spells it otherwise";
}

TEST_F(Protocols, ABrowserIsLetInWhereItsPagesAre) {
    EXPECT_EQ(agreed(Protocol::http, "\x02h2\x08http/1.1"), "http/1.1");
    EXPECT_EQ(agreed(Protocol::http, ""), "");
    EXPECT_EQ(agreed(Protocol::http, "\x05sip/2"), std::nullopt);
    EXPECT_EQ(agreed(Protocol::http, "\x02h2"), std::nullopt);
    EXPECT_EQ(agreed(Protocol::sip, "\x02h2\x08http/1.1"), std::nullopt);
    EXPECT_EQ(agreed(Protocol::sip, "\x08http/1.1"), std::nullopt);
}

}  // namespace
}  // namespace layby::tls
