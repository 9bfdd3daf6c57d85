// Which certificate somebody is shown who says which name it wants.
#include "tls/server_names.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <stdlib.h>

#include <filesystem>

#include "tls/certificate.hpp"
#include "tls/peer.hpp"
#include "tls/shaking.hpp"

namespace layby::tls {
namespace {

class ServerNames : public testing::Test {
  protected:
    ServerNames() {
        char name[] = "/tmp/layby-tls-XXXXXX";
        dir_ = mkdtemp(name);
    }
    ~ServerNames() override { std::filesystem::remove_all(dir_); }

    Context of(const std::string& host) const {
        return server_context(self_made(dir_, host.substr(host.find_first_not_of("*.")), host));
    }

    /// The name in the certificate that a client is shown which asks for `wanted`; empty: for nothing.
    static std::string shown(const Context& server, const std::string& wanted) {
        const Context calling(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
        const End here(SSL_new(server.get()), SSL_free), there(SSL_new(calling.get()), SSL_free);
        if (!wanted.empty())
            SSL_ctrl(there.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                     const_cast<char*>(wanted.c_str()));
        shake_hands(*here, *there);
        EXPECT_TRUE(SSL_is_init_finished(there.get()));
        return names_shown(*there);
    }

    std::filesystem::path dir_;
};

TEST_F(ServerNames, ChooseTheCertificate) {
    const auto server = by_server_name(of("office.example"), {of("acme.example"), of("*.beta.example")});
    EXPECT_EQ(shown(server, "acme.example"), shown(of("acme.example"), ""));
    EXPECT_EQ(shown(server, "ACME.Example"), shown(of("acme.example"), ""));
    EXPECT_EQ(shown(server, "park.beta.example"), shown(of("*.beta.example"), ""));
    for (const auto* other :
         {"", "office.example", "beta.example", "a.park.beta.example", "x.acme.example", "example"})
        EXPECT_EQ(shown(server, other), shown(of("office.example"), "")) << other;
}

TEST_F(ServerNames, OfTwoWithOneNameTheFirstIsShown) {
    const auto first = of("acme.example");
    const auto server = by_server_name(of("office.example"), {first, of("acme.example")});
    EXPECT_EQ(shown(server, "acme.example"), shown(first, ""));
}

TEST_F(ServerNames, AreKnownToWhoGuardsTheDoor) {
    const auto server = by_server_name(of("office.example"), {of("acme.example")});
    EXPECT_TRUE(is_shown_for(server, "office.example"));
    EXPECT_TRUE(is_shown_for(server, "Acme.example"));
    EXPECT_FALSE(is_shown_for(server, "beta.example"));
    EXPECT_FALSE(is_shown_for(of("office.example"), "acme.example"));
}

TEST_F(ServerNames, OutliveWhatTheyWereMadeOf) {
    Context server;
    {
        const auto acme = of("acme.example");
        server = by_server_name(of("office.example"), {acme});
    }
    EXPECT_EQ(shown(server, "acme.example"), shown(of("acme.example"), ""));
}

}  // namespace
}  // namespace layby::tls
