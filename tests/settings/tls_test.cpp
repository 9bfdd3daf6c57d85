// Listening for TLS, and what proves us there.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "settings/read.hpp"
#include "tls/certificate.hpp"

namespace layby::settings {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr auto over_tls = "[sip]\nlisten = [\"tls:127.0.0.1:5061\"]\n";

class TlsSettings : public testing::Test {
  protected:
    TlsSettings() {
        char name[] = "/tmp/layby-settings-XXXXXX";
        dir_ = mkdtemp(name);
    }
    ~TlsSettings() override { std::filesystem::remove_all(dir_); }
    std::vector<std::string> warned(const tls::Files& files) const {
        Settings settings;
        settings.sip.listen = {{Transport::tls, "127.0.0.1", 5061}};
        settings.sip.certificate = files.certificate;
        settings.sip.key = files.key;
        return machine_warnings(settings);
    }
    std::filesystem::path dir_;
};

TEST_F(TlsSettings, AreReadWithPathsFromTheirOwnFolder) {
    const auto settings =
        good(std::string(over_tls) + "certificate = \"tls/park.pem\"\nkey = \"/etc/park.key\"\n");
    EXPECT_TRUE(listens_for_tls(settings.sip));
    EXPECT_EQ(settings.sip.certificate, "tls/park.pem");
    EXPECT_EQ(settings.sip.key, "/etc/park.key");
    EXPECT_FALSE(listens_for_tls(Settings{}.sip));
}

TEST_F(TlsSettings, CertificateAndKeyBelongTogether) {
    EXPECT_THAT(complaints(std::string(over_tls) + "certificate = \"park.pem\"\n"),
                ElementsAre("office.toml:3: sip: certificate and key belong together; one is missing"));
    EXPECT_THAT(complaints(std::string(over_tls) + "key = \"park.key\"\n"),
                ElementsAre("office.toml:3: sip: certificate and key belong together; one is missing"));
    EXPECT_THAT(complaints(std::string(over_tls) + "certificate = \"\"\nkey = \"park.key\"\n"),
                ElementsAre(HasSubstr("certificate is \"\"; expected a file with a certificate in PEM")));
}

TEST_F(TlsSettings, ItTakesAPortOfTcp) {
    EXPECT_THAT(
        complaints("[sip]\nlisten = [\"tcp:0.0.0.0:5060\", \"tls:0.0.0.0:5060\"]\n"),
        ElementsAre(HasSubstr("sip: listen \"tls:0.0.0.0:5060\" has the port of \"tcp:0.0.0.0:5060\"")));
}

TEST_F(TlsSettings, ATrunkIsNotCalledOverIt) {
    EXPECT_THAT(complaints("[[trunk]]\nname = \"p\"\nhost = \"p.example\"\ntransport = \"tls\"\n"),
                ElementsAre(HasSubstr("transport is \"tls\"; expected \"udp\" or \"tcp\"")));
}

TEST_F(TlsSettings, WithoutACertificatePhonesMustNotVerify) {
    EXPECT_THAT(warned({}), Contains(HasSubstr("TLS has no certificate: one of our own making is used")));
}

TEST_F(TlsSettings, FilesThatCannotBeUsedAreFoundByTheCheck) {
    const auto good = tls::self_made(dir_, "sip", "park.example");
    EXPECT_THAT(warned(good), Not(Contains(HasSubstr("certificate"))));
    const auto other = tls::self_made(dir_, "other", "park.example");
    EXPECT_THAT(warned({good.certificate, other.key}),
                Contains(HasSubstr("doesn't belong to the certificate")));
    EXPECT_THAT(warned({dir_ / "none.pem", good.key}), Contains(HasSubstr("No such file or directory")));
}

}  // namespace
}  // namespace layby::settings
