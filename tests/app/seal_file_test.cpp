// STATE/seal.key: made once, for our own user alone, and replaced where it is none.
#include "layby/seal_file.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace layby::app {
namespace {

struct SealFile : testing::Test {
    std::filesystem::path dir{testing::TempDir() + "seal-file-" + std::to_string(getpid())};
    const std::filesystem::path file{dir / "seal.key"};
    SealFile() { std::filesystem::create_directories(dir); }
    ~SealFile() override { std::filesystem::remove_all(dir); }
};

TEST_F(SealFile, IsMadeOnceAndForOurselves) {
    const auto closed = seal_in(dir).closed("secret");
    EXPECT_EQ(seal_in(dir).opened(closed), "secret");
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(SealFile, ThatIsNoKeyIsReplaced) {
    for (const auto& text : {std::string(), std::string("short"), std::string(33, 'x')}) {
        std::ofstream(file, std::ios::binary) << text;
        const auto closed = seal_in(dir).closed("secret");
        EXPECT_EQ(seal_in(dir).opened(closed), "secret");
    }
}

TEST_F(SealFile, ThatCantBeWrittenIsOfThisStartAlone) {
    std::filesystem::remove_all(dir);
    const auto seal = seal_in(dir);
    EXPECT_EQ(seal.opened(seal.closed("secret")), "secret");
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(SealFile, ThatCantBeReadIsLeftAlone) {
    std::filesystem::create_symlink(file, file);  // in a circle
    const auto seal = seal_in(dir);
    EXPECT_EQ(seal.opened(seal.closed("secret")), "secret");
    EXPECT_TRUE(std::filesystem::is_symlink(file));
}

}  // namespace
}  // namespace layby::app
