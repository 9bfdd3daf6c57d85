// Nothing is encoded twice: what one start has encoded, the next one finds.
#include "sounds/shelf.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "sounds/recordings.hpp"

namespace layby::sounds {
namespace {

using Dir = std::filesystem::directory_iterator;

std::vector<std::uint8_t> bytes_of(const Frames& frames) {
    std::vector<std::uint8_t> all;
    for (std::size_t i = 0; i < frames.size(); ++i) all.insert(all.end(), frames[i].begin(), frames[i].end());
    return all;
}

void fill(Frames& frames, int count) {
    for (int i = 0; i < count; ++i)
        frames.add(std::vector(static_cast<std::size_t>(i % 7), static_cast<std::uint8_t>(i)));
    frames.end();
}

struct AShelf : testing::Test {
    Folder folder;
    std::string dir{folder.text() + "/shelf"};

    std::vector<std::filesystem::path> files() const {
        std::vector<std::filesystem::path> out;
        for (const auto& entry : Dir{dir}) out.push_back(entry.path());
        return out;
    }
    void keep(const std::string& key, int count) {
        Frames frames;
        fill(frames, count);
        Shelf{dir}.keep(key, Codec::opus, frames);
    }
    bool has(const std::string& key) {
        Frames frames;
        return Shelf{dir}.fetch(key, Codec::opus, frames);
    }
};

TEST_F(AShelf, GivesBackWhatWasKept) {
    keep("song", 1000);
    Frames before, after;
    fill(before, 1000);
    ASSERT_TRUE((Shelf{dir}.fetch("song", Codec::opus, after)));
    EXPECT_EQ(after.size(), 1000u);
    EXPECT_EQ(bytes_of(after), bytes_of(before));
    EXPECT_TRUE(after.whole());
    EXPECT_TRUE(after[7].empty());
}

TEST_F(AShelf, GivesNothingOfAnotherKeyOrCodec) {
    keep("song", 10);
    Frames frames;
    EXPECT_FALSE(has("another song"));
    EXPECT_FALSE((Shelf{dir}.fetch("song", Codec::pcmu, frames)));
    EXPECT_FALSE((Shelf{""}.fetch("song", Codec::opus, frames)));
    EXPECT_EQ(frames.size(), 0u);
}

TEST_F(AShelf, IsForItsOwnerAlone) {
    keep("song", 10);
    struct stat about {};
    ASSERT_EQ(stat(files().at(0).c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST_F(AShelf, BelievesNoDamagedFile) {
    keep("song", 50);
    const auto file = files().at(0);
    std::string whole;
    {
        std::ifstream in{file, std::ios::binary};
        whole.assign(std::istreambuf_iterator<char>{in}, {});
    }
    for (std::size_t size = 0; size < whole.size(); ++size) {
        write_bytes(file, whole.substr(0, size));
        EXPECT_FALSE(has("song")) << size;
    }
    write_bytes(file, whole + "x");
    EXPECT_FALSE(has("song"));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto bad = whole;
        bad[at] = static_cast<char>(bad[at] ^ 0xff);
        write_bytes(file, bad);
        Frames frames;
        if (!Shelf{dir}.fetch("song", Codec::opus, frames)) continue;
        bytes_of(frames);  // no frame reaches beyond the file
    }
    write_bytes(file, whole);
    EXPECT_TRUE(has("song"));
}

TEST_F(AShelf, IsClearedOfWhatNobodyUses) {
    keep("old song", 10);
    keep("song", 10);
    write_bytes(std::filesystem::path{dir} / "half.new", "x");
    write_bytes(std::filesystem::path{dir} / "readme.txt", "an admin's own");
    Shelf shelf{dir};
    Frames frames;
    EXPECT_TRUE(shelf.fetch("song", Codec::opus, frames));
    shelf.clear_others();
    EXPECT_EQ(files().size(), 2u);
    EXPECT_TRUE(has("song"));
    EXPECT_FALSE(has("old song"));
}

TEST_F(AShelf, ThatCannotBeWrittenKeepsNothing) {
    dir = "/proc/no/such/folder";
    keep("song", 10);
    EXPECT_FALSE(has("song"));
}

TEST_F(AShelf, LeavesTheLastRoomOfTheDiskToTheCalls) {
    const auto free = std::filesystem::space(folder.text()).available;
    Frames frames;
    fill(frames, 10);
    Shelf{dir, 2 * free}.keep("song", Codec::opus, frames);
    EXPECT_TRUE(files().empty());
    Shelf{dir, free / 2}.keep("song", Codec::opus, frames);
    EXPECT_TRUE(has("song"));
}

TEST(AKey, IsAnotherOnceAFileIsWrittenAlsoWithItsOldTime) {
    Folder folder;
    write_bytes(folder / "a.wav", "one");
    const auto time = std::filesystem::last_write_time(folder / "a.wav");
    const auto before = key_of(std::vector{folder / "a.wav"});
    EXPECT_EQ(key_of(std::vector{folder / "a.wav"}), before);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // the file system's clock is coarse
    write_bytes(folder / "a.wav", "two");
    std::filesystem::last_write_time(folder / "a.wav", time);
    EXPECT_NE(key_of(std::vector{folder / "a.wav"}), before);
}

/// A library of one prompt and one music of the test's own, kept in `folder`/shelf.
Sources kept_in(const Folder& folder) {
    Sources sources;
    sources.own_dir = folder.text() + "/own";
    sources.music = {{"default", folder.text() + "/songs"}};
    sources.shelf_dir = folder.text() + "/shelf";
    return sources;
}

TEST(TheNextStart, EncodesNothingAndPlaysTheSame) {
    Folder folder;
    write(folder / "own/digits/7.wav", {.hz = 1000, .seconds = 0.5});
    write(folder / "songs/1.wav", {.hz = 400, .seconds = 9});
    const Library first{kept_in(folder)};
    wait_for(first);
    const Library second{kept_in(folder)};
    EXPECT_TRUE(second.complete()) << "nothing is left for the loader";
    for (const Codec codec : all_codecs) {
        EXPECT_EQ(bytes_of(second.prompt("digits/7")->frames(codec)),
                  bytes_of(first.prompt("digits/7")->frames(codec)));
        EXPECT_EQ(bytes_of(second.music("default")->frames(codec)),
                  bytes_of(first.music("default")->frames(codec)));
        EXPECT_TRUE(second.prompt("tone/busy")->frames(codec).whole());
    }
}

/// Where the recording begins that this second of the music is in, in seconds.
double start_of(const Library& library, double second) {
    const auto frame = library.music("default")->track_start(static_cast<std::size_t>(second * 50));
    return static_cast<double>(frame) / 50;
}

TEST(Tracks, BeginWhereTheirRecordingsDoAlsoAtTheNextStart) {
    Folder folder;
    write(folder / "songs/1.wav", {.hz = 400, .seconds = 2});
    write(folder / "songs/2.wav", {.rate = 44100, .hz = 600, .seconds = 5});
    write(folder / "songs/3.wav", {.hz = 800, .seconds = 1});
    for (const char* start : {"first", "next"}) {
        const Library library{kept_in(folder)};
        EXPECT_EQ(start_of(library, 1.9), 0) << start;
        wait_for(library);
        EXPECT_EQ(start_of(library, 1.9), 0) << start;
        EXPECT_NEAR(start_of(library, 2.1), 2, 0.041) << start;
        EXPECT_NEAR(start_of(library, 6.9), 2, 0.041) << start;
        EXPECT_NEAR(start_of(library, 7.5), 7, 0.041) << start;
    }
}

TEST(Tracks, AreFoundAnewWhenOnlyTheMusicWasKept) {
    Folder folder;
    write(folder / "songs/1.wav", {.hz = 400, .seconds = 1});
    write(folder / "songs/2.wav", {.hz = 600, .seconds = 1});
    wait_for(Library{kept_in(folder)});
    std::size_t removed = 0;
    for (const auto& entry : Dir{folder.text() + "/shelf"})  // the smallest file holds two numbers
        if (entry.file_size() < 400) removed += std::filesystem::remove(entry.path());
    ASSERT_GT(removed, 0u);
    const Library library{kept_in(folder)};
    wait_for(library);
    EXPECT_NEAR(start_of(library, 1.5), 1, 0.041);
}

TEST(Tracks, OfASoundOfOnePieceBeginAtItsBeginning) {
    const Library library{Sources{}};
    EXPECT_EQ(library.prompt("tone/music")->track_start(77), 0u);
}

TEST(TheNextStart, EncodesWhatHasChangedAndForgetsTheOld) {
    Folder folder;
    write(folder / "songs/1.wav", {.hz = 400, .seconds = 1});
    const auto count = [&] { return std::distance(Dir{folder.text() + "/shelf"}, Dir{}); };
    wait_for(Library{kept_in(folder)});
    const auto before = count();
    write(folder / "songs/2.wav", {.hz = 900, .seconds = 1});
    const Library second{kept_in(folder)};
    wait_for(second);
    EXPECT_NEAR(seconds(*second.music("default"), Codec::g722), 2, 0.041);
    EXPECT_EQ(count(), before);
}

}  // namespace
}  // namespace layby::sounds
