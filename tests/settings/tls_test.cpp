// Listening for TLS, and what proves us there.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "settings/read.hpp"
#include "tls/certificate.hpp"

namespace layby::settings {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr auto over_tls = "[sip]\nlisten = [\"tls:127.0.0.1:5061\"]\n";

class TlsSettings : public testing::Test {
  protected:
    TlsSettings() {
        char name[] = "/tmp/layby-settings-XXXXXX";
        dir_ = mkdtemp(name);
    }
    ~TlsSettings() override { std::filesystem::remove_all(dir_); }
    static std::string with(const tls::Files& files) {
        return over_tls + ("certificate = \"" + files.certificate.string() + "\"\nkey = \"") +
               files.key.string() + "\"\n";
    }
    std::filesystem::path dir_;
};

TEST_F(TlsSettings, AreRead) {
    const auto files = tls::self_made(dir_, "sip", "park.example");
    const auto settings = good(with(files));
    EXPECT_TRUE(listens_for_tls(settings.sip));
    EXPECT_EQ(settings.sip.certificate, files.certificate);
    EXPECT_EQ(settings.sip.key, files.key);
    EXPECT_FALSE(listens_for_tls(Settings{}.sip));
}

TEST_F(TlsSettings, CertificateAndKeyBelongTogether) {
    EXPECT_THAT(complaints(std::string(over_tls) + "certificate = \"park.pem\"\n"),
                ElementsAre("office.toml:3: sip: certificate and key belong together; one is missing"));
    EXPECT_THAT(complaints(std::string(over_tls) + "key = \"park.key\"\n"),
                ElementsAre("office.toml:3: sip: certificate and key belong together; one is missing"));
    EXPECT_THAT(complaints(std::string(over_tls) + "certificate = \"\"\nkey = \"park.key\"\n"),
                ElementsAre(HasSubstr("certificate is \"\"; expected a file in PEM")));
}

TEST_F(TlsSettings, ItTakesAPortOfTcp) {
    EXPECT_THAT(
        complaints("[sip]\nlisten = [\"tcp:0.0.0.0:5060\", \"tls:0.0.0.0:5060\"]\n"),
        ElementsAre(HasSubstr("sip: listen \"tls:0.0.0.0:5060\" has the port of \"tcp:0.0.0.0:5060\"")));
}

TEST_F(TlsSettings, ATrunkIsCalledOverItAndNotOverAWebSocket) {
    const auto over = [](const std::string& transport) {
        return "[[trunk]]\nname = \"p\"\nhost = \"p.example\"\nmay_park = true\ntransport = \"" + transport +
               "\"\n";
    };
    const auto line = good(over("tls")).lines.at(0);
    EXPECT_EQ(line.transport, Transport::tls);
    EXPECT_TRUE(line.verify && speaks_tls(line));
    EXPECT_EQ(good(over("tls")).office.trunks.at(0).transport, Transport::tls);
    EXPECT_THAT(complaints(over("wss")), ElementsAre(HasSubstr("expected \"udp\", \"tcp\" or \"tls\"")));
}

TEST_F(TlsSettings, WhatATrunkDoesNotVerifyIsUnwise) {
    EXPECT_THAT(
        warnings(good("[[trunk]]\nname = \"p\"\nhost = \"p.example\"\nmay_park = true\ntransport = "
                      "\"tls\"\nverify = false\n")),
        Contains(HasSubstr("trunk p: verify = false: whoever answers at its address is taken for it")));
    EXPECT_THAT(
        warnings(good("[[trunk]]\nname = \"p\"\npeer_certificate = \"p.example\"\nmay_park = true\n")),
        Contains(HasSubstr("trunk p: peer_certificate is for who comes over TLS")));
}

TEST_F(TlsSettings, AWebSocketOverTlsNeedsThemAsWellAndOneInTheClearDoesNot) {
    EXPECT_TRUE(listens_for_tls(good("[sip]\nlisten = [\"wss:127.0.0.1:7443\"]\n").sip));
    EXPECT_FALSE(listens_for_tls(good("[sip]\nlisten = [\"ws:127.0.0.1:7443\"]\n").sip));
    EXPECT_THAT(complaints("[sip]\nlisten = [\"tcp:0.0.0.0:5060\", \"ws:0.0.0.0:5060\"]\n"),
                ElementsAre(HasSubstr("listen \"ws:0.0.0.0:5060\" has the port of")));
}

TEST_F(TlsSettings, WithoutACertificatePhonesMustNotVerify) {
    EXPECT_THAT(warnings(good(over_tls)),
                Contains(HasSubstr("TLS has no certificate: one of our own making")));
}

TEST_F(TlsSettings, FilesThatCannotBeUsedAreFoundWithTheirLine) {
    const auto mine = tls::self_made(dir_, "sip", "park.example");
    const auto other = tls::self_made(dir_, "other", "park.example");
    EXPECT_THAT(machine_warnings(good(with(mine))), Not(Contains(HasSubstr("certificate"))));
    EXPECT_THAT(complaints(with({mine.certificate, other.key})),
                ElementsAre(AllOf(HasSubstr("office.toml:4: sip: key: "),
                                  HasSubstr("does not belong to the certificate in"))));
    EXPECT_THAT(complaints(with({dir_ / "none.pem", mine.key})),
                ElementsAre(AllOf(HasSubstr("office.toml:3: sip: certificate: "),
                                  HasSubstr("can't be read: No such file or directory"))));
}

}  // namespace
}  // namespace layby::settings
