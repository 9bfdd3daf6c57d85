#include "tls/certificate.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>

#include "tls/trouble.hpp"

namespace layby::tls {
namespace {

class Certificates : public testing::Test {
  protected:
    Certificates() {
        char name[] = "/tmp/layby-tls-XXXXXX";
        dir_ = mkdtemp(name);
    }
    ~Certificates() override { std::filesystem::remove_all(dir_); }

    std::filesystem::path write(const std::string& name, const std::string& text) const {
        std::ofstream(dir_ / name) << text;
        return dir_ / name;
    }
    static std::string complaint(const Files& files) try {
        server_context(files);
        return {};
    } catch (const std::runtime_error& error) {
        return error.what();
    }

    std::filesystem::path dir_;
};

TEST(WithinTheClock, IsAlsoWhatIsGoodUntilTheYear9999) {
    using namespace std::chrono;
    using Clock = system_clock::time_point;
    const sys_seconds of_now = sys_days{2026y / 11 / 30};
    EXPECT_EQ(within_clock(of_now), Clock{of_now});
    const auto last = within_clock(sys_days{9999y / 12 / 31});
    EXPECT_GT(last, Clock{sys_days{2262y / 1 / 1}});
    EXPECT_LT(within_clock(sys_days{1000y / 1 / 1}), Clock{of_now});
}

TEST_F(Certificates, OfOurOwnMakingCanBeUsedAndIsMadeOnce) {
    const auto files = self_made(dir_, "sip", "office.example");
    EXPECT_TRUE(server_context(files));
    struct stat key {};
    ASSERT_EQ(stat(files.key.c_str(), &key), 0);
    EXPECT_EQ(key.st_mode & 0777, 0600u);

    const auto before = std::filesystem::last_write_time(files.certificate);
    EXPECT_EQ(self_made(dir_, "sip", "other.example"), files);
    EXPECT_EQ(std::filesystem::last_write_time(files.certificate), before);
}

TEST_F(Certificates, TellWhenTheirTimeIsOver) {
    using std::chrono::days;
    const auto file = self_made(dir_, "sip", "192.0.2.1").certificate.string();
    const auto now = std::chrono::system_clock::now();
    EXPECT_EQ(trouble_with_time(file, now), "");
    EXPECT_NE(trouble_with_time(file, now - days{1}).find("is not valid before"), std::string::npos);
    EXPECT_NE(trouble_with_time(file, now + days{3640}).find("will be over at"), std::string::npos);
    EXPECT_NE(trouble_with_time(file, now + days{3700}).find("is over since"), std::string::npos);
}

TEST_F(Certificates, AreForTheNamesThatTheyCarry) {
    const auto named = server_context(self_made(dir_, "named", "office.example"));
    EXPECT_TRUE(is_for(named, "office.example"));
    EXPECT_FALSE(is_for(named, "other.example"));
    EXPECT_FALSE(is_for(named, ""));
    EXPECT_TRUE(is_for(server_context(self_made(dir_, "address", "192.0.2.1")), "192.0.2.1"));
}

TEST_F(Certificates, ThatCannotBeUsedAreNamedWithTheReason) {
    const auto good = self_made(dir_, "sip", "office.example");
    const auto other = self_made(dir_, "other", "office.example");
    const auto junk = write("junk.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    const auto missing = dir_ / "missing.pem";

    EXPECT_EQ(complaint({missing, good.key}), missing.string() + " can't be read: No such file or directory");
    EXPECT_EQ(complaint({good.certificate, other.key}),
              other.key.string() + " does not belong to the certificate in " + good.certificate.string());
    EXPECT_EQ(complaint({junk, good.key}), junk.string() + " has no certificate in PEM");
    EXPECT_EQ(complaint({good.certificate, junk}),
              junk.string() + " has no private key in PEM, or one with a passphrase");
}

TEST_F(Certificates, NoOldProtocolIsSpoken) {
    const auto context = server_context(self_made(dir_, "sip", "office.example"));
    EXPECT_EQ(SSL_CTX_get_min_proto_version(context.get()), TLS1_2_VERSION);
}

}  // namespace
}  // namespace layby::tls
