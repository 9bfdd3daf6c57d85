// Trouble with the disk while the server runs: full, read-only, slow, damaged. The real SQLite on real files.
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>

#include "a_file.hpp"
#include "filled.hpp"
#include "treacherous_disk.hpp"

namespace layby::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// What a store tells of its progress; somebody may wait for it.
class PatientListener {
  public:
    explicit PatientListener(Store& store) : store_(store) {
        store.on_progress([this](Progress progress) { hear(progress); });
    }
    ~PatientListener() { store_.on_progress({}); }
    PatientListener(const PatientListener&) = delete;
    PatientListener& operator=(const PatientListener&) = delete;

    /// Each time that it began or ended to fail.
    std::vector<bool> turns() {
        const std::lock_guard hold(mutex_);
        return turns_;
    }
    bool wait_until_failing(bool failing) {
        std::unique_lock lock(mutex_);
        return news_.wait_for(lock, 20s, [&] { return failing_ == failing; });
    }

  private:
    void hear(Progress progress) {
        const std::lock_guard hold(mutex_);
        if (progress.failing != failing_) turns_.push_back(progress.failing);
        failing_ = progress.failing;
        news_.notify_all();
    }

    Store& store_;
    std::mutex mutex_;
    std::condition_variable news_;
    std::vector<bool> turns_;
    bool failing_{};
};

struct ADisk : AFile {
    static std::vector<calls::Change> call(std::uint64_t id) {
        auto leg = filled<calls::Leg>();
        auto park = filled<calls::KeptPark>();
        leg.id = {id};
        park.park.id = {id};
        return {leg, park};
    }
    static std::vector<calls::Change> end_of(std::uint64_t id) { return {LegId{id}, ParkId{id}}; }
    std::vector<std::uint64_t> calls_in_file() const {
        std::vector<std::uint64_t> out;
        for (const auto& leg : open_sqlite(file)->take_restored().calls.legs) out.push_back(leg.id.value);
        return out;
    }
    /// As if the process had died now.
    std::vector<std::uint64_t> calls_in_a_copy() const {
        const auto copy = dir / "copy.db";
        for (const std::string end : {"", "-wal"})
            std::filesystem::copy_file(file.string() + end, copy.string() + end,
                                       std::filesystem::copy_options::overwrite_existing);
        std::filesystem::remove(copy.string() + "-shm");
        std::vector<std::uint64_t> out;
        for (const auto& leg : open_sqlite(copy)->take_restored().calls.legs) out.push_back(leg.id.value);
        return out;
    }
    /// Without their logs.
    std::vector<std::filesystem::path> damaged_files() const {
        std::vector<std::filesystem::path> out;
        for (const auto& one : std::filesystem::directory_iterator(dir)) {
            const auto name = one.path().filename().string();
            if (name.find(".damaged-") != name.npos && !name.ends_with("-wal")) out.push_back(one.path());
        }
        return out;
    }
};

/// In a process of its own, with a file system of its own, of 1 MB. The code there returns 0 when all is
/// well.
int on_a_small_disk(const std::filesystem::path& dir, const std::function<int()>& story) {
    const auto child = fork();
    if (child == 0) {
        const bool mounted = unshare(CLONE_NEWNS) == 0 &&
                             mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                             mount("tmpfs", dir.c_str(), "tmpfs", 0, "size=1m") == 0;
        _exit(mounted ? story() : 77);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void fill(const std::filesystem::path& file) {
    std::ofstream out(file, std::ios::binary);
    const std::string block(4096, 'x');
    while (out.write(block.data(), 4096).flush()) {
    }
}

#define OR_RETURN(condition, code) \
    if (!(condition)) return code

TEST_F(ADisk, ThatIsFullRefusesAndThenHasExactlyWhatIsAlive) {
    const int result = on_a_small_disk(dir, [&] {
        auto store = open_sqlite(file, {.retry = 10ms});
        {
            PatientListener listener(*store);
            store->keep(call(1));
            store->keep(call(2));
            OR_RETURN(store->drain(), 1);
            fill(dir / "filler");
            for (std::uint64_t id = 3; id <= 200; ++id) store->keep(call(id));
            store->write_now();
            OR_RETURN(listener.wait_until_failing(true), 2);
            for (std::uint64_t id = 4; id <= 200; ++id) store->keep(end_of(id));
            store->keep(end_of(1));
            OR_RETURN(!store->drain(), 3);
            std::filesystem::remove(dir / "filler");
            OR_RETURN(listener.wait_until_failing(false) && store->drain(), 4);
            OR_RETURN(listener.turns() == (std::vector{true, false}), 5);
        }
        store.reset();
        return calls_in_file() == std::vector<std::uint64_t>{2, 3} ? 0 : 6;
    });
    if (result == 77) GTEST_SKIP() << "no file system may be mounted here";
    EXPECT_EQ(result, 0);
}

TEST_F(ADisk, ThatIsReadOnlyAtTheStartIsToldPlainly) {
    const int result = on_a_small_disk(dir, [&] {
        open_sqlite(file).reset();
        OR_RETURN(mount(nullptr, dir.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0, 1);
        try {
            open_sqlite(file);
        } catch (const std::runtime_error& error) {
            return std::string(error.what()).find("can't be written: Read-only") != std::string::npos ? 0 : 2;
        }
        return 3;
    });
    if (result == 77) GTEST_SKIP() << "no file system may be mounted here";
    EXPECT_EQ(result, 0);
}

TEST_F(ADisk, ThatIsLockedForAWhileFailsOnceAndIsWellOnce) {
    auto store = open_sqlite(file, {.retry = 5ms});
    {
        PatientListener listener(*store);
        sqlite3* other = nullptr;
        ASSERT_EQ(sqlite3_open(file.c_str(), &other), SQLITE_OK);
        sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
        store->keep(call(1));
        store->write_now();
        ASSERT_TRUE(listener.wait_until_failing(true));
        while (store->counters().failed < 5) std::this_thread::yield();
        EXPECT_TRUE(store->counters().failing);
        sqlite3_close(other);
        ASSERT_TRUE(listener.wait_until_failing(false));
        EXPECT_FALSE(store->counters().failing);
        EXPECT_EQ(listener.turns(), (std::vector{true, false}));
    }
    store.reset();
    EXPECT_THAT(calls_in_file(), ElementsAre(1));
}

/// The clock is read in the middle of a commit: here it takes as long as a disk that hangs.
TEST_F(ADisk, ThatDoesNotAnswerCountsAsFailingUntilItDoes) {
    std::atomic<bool> hangs{};
    const auto slow = [&] {
        while (hangs) std::this_thread::sleep_for(1ms);
        return machine_now();
    };
    auto store = open_sqlite(file, {.patience = 200ms, .now = slow});
    {
        PatientListener listener(*store);
        store->keep(call(1));
        ASSERT_TRUE(store->drain());
        hangs = true;
        store->keep(call(2));
        store->write_now();
        ASSERT_TRUE(listener.wait_until_failing(true));
        hangs = false;
        ASSERT_TRUE(listener.wait_until_failing(false));
        // A real disk on a busy machine may have been that slow by itself before.
        EXPECT_FALSE(listener.turns().back());
    }
    store.reset();
    EXPECT_THAT(calls_in_file(), ElementsAre(1, 2));
}

// Whatever goes wrong in between, what is told to be durable is, and in the end the file has exactly what is
// alive.
TEST_F(ADisk, ThatBetraysAnyOfItsOperationsLosesNothing) {
    TreacherousDisk disk;
    for (const Treachery how : {Treachery::error, Treachery::unknown, Treachery::delay})
        for (unsigned nth = 1; nth <= 12; ++nth) {
            auto store = open_sqlite(file, {.retry = 1ms});
            disk.betray(how, nth);
            for (std::uint64_t id = 1; id <= 12; ++id) {
                store->keep(call(id));
                if (id > 2) store->keep(end_of(id - 2));
                store->drain();
            }
            EXPECT_EQ(store->counters().failed > 0, how != Treachery::delay) << "every " << nth;
            disk.betray(how, 0);
            ASSERT_TRUE(store->drain()) << nth;
            EXPECT_FALSE(store->counters().failing) << nth;
            ASSERT_THAT(calls_in_a_copy(), ElementsAre(11, 12)) << "every " << nth;
            for (const std::uint64_t id : {11, 12}) store->keep(end_of(id));
        }
    EXPECT_THAT(calls_in_file(), testing::IsEmpty());
}

// -- damage while it runs

struct ADamagedFile : ADisk {
    /// Everything behind the first page becomes nonsense, and what SQLite remembers of it is outdated.
    void damage() const {
        meanwhile("PRAGMA wal_checkpoint(TRUNCATE)");
        const auto size = std::filesystem::file_size(file);
        ASSERT_GT(size, 60'000U);
        std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
        out.seekp(4096);
        for (auto left = size - 4096; left > 0; --left) out.put('\x5a');
        out.close();
        meanwhile("PRAGMA user_version = 3");
    }
};

TEST_F(ADamagedFile, IsMovedAsideAndANewOneHasEverythingThatIsAlive) {
    auto store = open_sqlite(file);
    const auto first = store->take_restored();
    {
        PatientListener listener(*store);
        store->keep(phone(1));
        for (std::uint64_t id = 1; id <= 100; ++id) store->keep(call(id));
        store->keep(end_of(1));
        store->ended(park(701));
        ASSERT_TRUE(store->drain());
        const auto last_entry = history_of(*store).at(0).id;
        damage();
        store->keep(call(101));
        store->ended(park(702));
        EXPECT_TRUE(store->drain());
        EXPECT_EQ(listener.turns(), (std::vector{true, false}));
        EXPECT_EQ(history_of(*store).size(), 1U) << "the rest is in the damaged file";
        EXPECT_GT(history_of(*store).at(0).id, last_entry);
    }
    store.reset();
    EXPECT_EQ(damaged_files().size(), 1U);
    store = open_sqlite(file);
    const auto restored = store->take_restored();
    EXPECT_EQ(restored.start, first.start + 1);
    EXPECT_EQ(restored.secret, first.secret);
    EXPECT_EQ(restored.calls.legs.size(), 100U);
    EXPECT_EQ(restored.calls.parks.size(), 100U);
    EXPECT_THAT(restored.registrations, ElementsAre(phone(1)));
}

TEST_F(ADamagedFile, StaysAsItIsUnderItsNewName) {
    const auto store = open_sqlite(file);
    for (std::uint64_t id = 1; id <= 100; ++id) store->keep(call(id));
    ASSERT_TRUE(store->drain());
    damage();
    store->keep(call(101));
    ASSERT_TRUE(store->drain());
    ASSERT_EQ(damaged_files().size(), 1U);
    std::ifstream in(damaged_files().at(0), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_THAT(bytes.substr(0, 16), HasSubstr("SQLite format 3"));
    EXPECT_THAT(bytes, HasSubstr(std::string(40'000, '\x5a')));
}

TEST_F(ADamagedFile, IsNotReplacedAgainAndAgain) {
    const auto store = open_sqlite(file, {.retry = 5ms});
    for (std::uint64_t id = 1; id <= 100; ++id) store->keep(call(id));
    ASSERT_TRUE(store->drain());
    damage();
    store->keep(call(101));
    ASSERT_TRUE(store->drain());
    damage();
    store->keep(call(102));
    EXPECT_FALSE(store->drain());
    EXPECT_FALSE(store->drain());
    EXPECT_TRUE(store->counters().failing);
    EXPECT_EQ(damaged_files().size(), 1U);
}

TEST_F(ADamagedFile, WhoseSuccessorWasCompleteWhenTheMachineFailedIsSucceeded) {
    {
        const auto store = open_sqlite(file);
        store->keep(call(1));
    }
    std::filesystem::rename(file, file.string() + ".new");
    EXPECT_THAT(calls_in_file(), ElementsAre(1));
}

}  // namespace
}  // namespace layby::store
