// STATE/audio-certificate.pem: made once, for our own user alone, and replaced where it is none.
#include "layby/audio_certificate.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "media/engine.hpp"

namespace layby::app {
namespace {

struct AudioCertificate : testing::Test {
    std::filesystem::path dir{testing::TempDir() + "audio-certificate-" + std::to_string(getpid())};
    const std::filesystem::path file{dir / "audio-certificate.pem"};
    AudioCertificate() { std::filesystem::create_directories(dir); }
    ~AudioCertificate() override { std::filesystem::remove_all(dir); }
};

TEST_F(AudioCertificate, IsMadeOnceAndForOurselves) {
    const auto made = audio_certificate_in(dir);
    EXPECT_TRUE(media::can_be_shown(made));
    EXPECT_EQ(audio_certificate_in(dir), made);
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(AudioCertificate, ThatIsNoneIsReplaced) {
    const auto other = audio_certificate_in({});
    for (const auto& text : {std::string(), std::string("short"), other.substr(0, other.size() / 2)}) {
        std::ofstream(file, std::ios::binary) << text;
        const auto made = audio_certificate_in(dir);
        EXPECT_TRUE(media::can_be_shown(made));
        EXPECT_EQ(audio_certificate_in(dir), made);
    }
}

TEST_F(AudioCertificate, ThatCantBeWrittenIsOfThisStartAlone) {
    std::filesystem::remove_all(dir);
    EXPECT_TRUE(media::can_be_shown(audio_certificate_in(dir)));
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(AudioCertificate, ThatCantBeReadIsLeftAlone) {
    std::filesystem::create_symlink(file, file);  // in a circle
    EXPECT_TRUE(media::can_be_shown(audio_certificate_in(dir)));
    EXPECT_TRUE(std::filesystem::is_symlink(file));
}

TEST_F(AudioCertificate, WithoutADirectoryIsOfThisStartAlone) {
    EXPECT_TRUE(media::can_be_shown(audio_certificate_in({})));
    EXPECT_NE(audio_certificate_in({}), audio_certificate_in({}));
}

}  // namespace
}  // namespace layby::app
