#include "recordings/recorder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <mutex>

#include "sounds/wav_reader.hpp"

namespace layby::recordings {
namespace {

using namespace std::chrono_literals;

struct Recording : testing::Test {
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("layby-recordings-" + std::to_string(getpid()));
    std::mutex mutex;
    std::vector<calls::RecordingEnded> told;

    Recording() { std::filesystem::remove_all(folder); }
    ~Recording() override { std::filesystem::remove_all(folder); }

    Recorder::Tell teller() {
        return [this](calls::Fact fact) {
            const std::lock_guard hold(mutex);
            told.push_back(std::get<calls::RecordingEnded>(fact));
        };
    }
    static std::vector<std::int16_t> some(std::size_t count) {
        std::vector<std::int16_t> samples(count);
        for (std::size_t i = 0; i < count; ++i) samples[i] = static_cast<std::int16_t>(i * 7);
        return samples;
    }
    std::vector<std::int16_t> read(MessageId message) const {
        sounds::WavReader reader(file_of(folder, message));
        EXPECT_TRUE(reader.good()) << reader.problem();
        if (!reader.good()) return {};
        EXPECT_EQ(reader.rate(), 8000);
        std::vector<std::int16_t> out, piece(4096);
        while (const auto count = reader.read(piece))
            out.insert(out.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
        return out;
    }
    bool is_there(MessageId message) const { return std::filesystem::exists(file_of(folder, message)); }
};

TEST_F(Recording, IsAWavFileWithWhatWasSaid) {
    const auto said = some(12'000);
    {
        Recorder recorder(folder, teller(), 0);
        recorder.begin({5});
        recorder.add({5}, {said.begin(), said.begin() + 5000});
        recorder.add({5}, {said.begin() + 5000, said.end()});
        recorder.end({5});
    }
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].message, MessageId{5});
    EXPECT_EQ(told[0].length, 1500ms);
    EXPECT_TRUE(told[0].kept);
    EXPECT_EQ(read({5}), said);
    struct stat about {};
    ASSERT_EQ(stat(file_of(folder, {5}).c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST_F(Recording, ThatAProcessBeforeHasBegunIsPutRight) {
    const auto said = some(9'000);
    {
        Recorder recorder(folder, teller(), 0);
        recorder.begin({5});
        recorder.add({5}, said);
    }
    std::ofstream(file_of(folder, {5}), std::ios::app | std::ios::binary) << 'x';  // half a sample
    {
        Recorder recorder(folder, teller(), 0);
        recorder.end({5});
        recorder.end({6});
    }
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].length, 1125ms);
    EXPECT_TRUE(told[0].kept);
    EXPECT_FALSE(told[1].kept) << "there is none";
    EXPECT_EQ(read({5}), said);
}

TEST_F(Recording, ThatCanNotBeWrittenIsToldAndLeavesNothing) {
    {
        Recorder recorder(folder, teller(), std::uintmax_t{1} << 62);  // as on a full disk
        recorder.begin({5});
        recorder.add({5}, some(100));
    }
    ASSERT_EQ(told.size(), 1U);
    EXPECT_FALSE(told[0].kept);
    EXPECT_FALSE(is_there({5}));
    Recorder nowhere({}, teller());
    nowhere.begin({6});
    ASSERT_EQ(told.size(), 2U);
    EXPECT_FALSE(told[1].kept);
}

TEST_F(Recording, ThatIsDroppedIsGone) {
    {
        Recorder recorder(folder, teller(), 0);
        for (const std::uint64_t id : {5U, 6U}) recorder.begin({id});
        recorder.add({5}, some(100));
        recorder.drop({5});
        recorder.add({5}, some(100));
        recorder.end({6});
        recorder.drop({6});
    }
    EXPECT_FALSE(is_there({5}));
    EXPECT_FALSE(is_there({6}));
}

TEST_F(Recording, OfNoMessageIsRemovedWhenItIsOld) {
    std::filesystem::create_directory(folder);
    for (const std::uint64_t id : {5U, 6U, 7U}) std::ofstream(file_of(folder, {id})) << "RIFF";
    std::ofstream(folder / "notes.txt") << "mine";
    const auto long_ago = std::filesystem::file_time_type::clock::now() - 8 * 24h;
    for (const char* name : {"5.wav", "6.wav", "notes.txt"})
        std::filesystem::last_write_time(folder / name, long_ago);
    { Recorder(folder, teller(), 0).forget_others({MessageId{5}}); }
    EXPECT_TRUE(is_there({5}));
    EXPECT_FALSE(is_there({6}));
    EXPECT_TRUE(is_there({7})) << "its record may be read by the next start";
    EXPECT_TRUE(std::filesystem::exists(folder / "notes.txt"));
}

}  // namespace
}  // namespace layby::recordings
