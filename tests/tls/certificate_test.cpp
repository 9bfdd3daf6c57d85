#include "tls/certificate.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

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

TEST_F(Certificates, TellUntilWhenTheyHold) {
    const auto until = holds_until(self_made(dir_, "sip", "192.0.2.1").certificate);
    ASSERT_TRUE(until);
    EXPECT_GT(*until, std::chrono::system_clock::now() + std::chrono::days{3000});
    EXPECT_FALSE(holds_until(write("no.pem", "no certificate")));
    EXPECT_FALSE(holds_until(dir_ / "missing.pem"));
}

TEST_F(Certificates, ThatCannotBeUsedAreNamedWithTheReason) {
    const auto good = self_made(dir_, "sip", "office.example");
    const auto other = self_made(dir_, "other", "office.example");
    const auto junk = write("junk.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

    EXPECT_EQ(complaint({dir_ / "missing.pem", good.key}),
              "certificate " + (dir_ / "missing.pem").string() + ": No such file or directory");
    EXPECT_EQ(
        complaint({good.certificate, other.key}),
        "key " + other.key.string() + ": doesn't belong to the certificate " + good.certificate.string());
    EXPECT_NE(complaint({junk, good.key}).find("is no certificate in PEM"), std::string::npos);
    EXPECT_NE(complaint({good.certificate, junk}).find("is no private key in PEM"), std::string::npos);
}

TEST_F(Certificates, NoOldProtocolIsSpoken) {
    const auto context = server_context(self_made(dir_, "sip", "office.example"));
    EXPECT_EQ(SSL_CTX_get_min_proto_version(context.get()), TLS1_2_VERSION);
}

}  // namespace
}  // namespace layby::tls
