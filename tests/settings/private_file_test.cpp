// A file that is replaced: whole or not at all, and with the rights that it had.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "settings/private_file.hpp"

namespace layby::settings {
namespace {

struct AReplacedFile : testing::Test {
    const std::filesystem::path folder =
        std::filesystem::path(testing::TempDir()) / ("layby-replaced-" + std::to_string(getpid()));
    const std::filesystem::path file = folder / "office.toml";

    AReplacedFile() {
        std::filesystem::create_directory(folder);
        std::ofstream(file) << "before";
        chmod(file.c_str(), 0640);
    }
    ~AReplacedFile() override { std::filesystem::remove_all(folder); }

    std::string text() const { return read_private(file).value_or("there is none"); }
    std::ptrdiff_t files() const {
        return std::distance(std::filesystem::directory_iterator(folder),
                             std::filesystem::directory_iterator());
    }
};

TEST_F(AReplacedFile, KeepsItsRights) {
    const auto rights = *rights_of_file(file);
    EXPECT_EQ(rights.mode, mode_t{0640});
    EXPECT_TRUE(write_as(rights, file, "after"));
    EXPECT_EQ(text(), "after");
    EXPECT_EQ(*rights_of_file(file), rights);
    EXPECT_EQ(files(), 1);
    EXPECT_FALSE(rights_of_file(folder / "another"));
}

TEST_F(AReplacedFile, StaysWhenItIsAnotherOneAtTheLastMoment) {
    const auto rights = *rights_of_file(file);
    EXPECT_FALSE(write_as(rights, file, "after", [&] {
        std::ofstream(file) << "by hand";
        return text() == "before";
    }));
    EXPECT_EQ(text(), "by hand");
    EXPECT_EQ(files(), 1);
}

TEST_F(AReplacedFile, StaysWhereNoneCanBeMade) {
    std::filesystem::create_directory(folder / "in-the-way");
    EXPECT_THROW(write_as({getuid(), getgid(), 0640}, folder / "in-the-way", "after"), std::runtime_error);
    EXPECT_EQ(files(), 2);
}

}  // namespace
}  // namespace layby::settings
