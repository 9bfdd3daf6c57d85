// What only the file can do: be damaged, foreign, old or locked, and survive the death of its writer.
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "a_file.hpp"
#include "filled.hpp"
#include "store/dump.hpp"

namespace layby::store {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

struct ASqliteFile : AFile {
    std::string refusal() const {
        try {
            open_sqlite(file);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "it was opened";
    }
    std::string bytes() const {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(const std::string& content) const { std::ofstream(file, std::ios::binary) << content; }
};

TEST_F(ASqliteFile, IsForItsOwnerAlone) {
    const auto store = open_sqlite(file);
    struct stat info {};
    ASSERT_EQ(stat(file.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(ASqliteFile, ThatIsNoDatabaseIsRefusedAndKept) {
    write("something else entirely, and long enough to be looked at as a header of a file\n");
    const auto before = bytes();
    EXPECT_THAT(refusal(), AllOf(HasSubstr(file.string()), HasSubstr("is damaged"), HasSubstr("left alone")));
    EXPECT_EQ(bytes(), before);
}

TEST_F(ASqliteFile, WithADamagedPageIsRefusedAndKept) {
    {
        const auto store = open_sqlite(file);
        for (std::uint64_t device = 1; device <= 500; ++device) store->keep(phone(device));
    }
    auto content = bytes();
    ASSERT_GT(content.size(), 40'000U);
    content.replace(20'000, 9'000, 9'000, '\x5a');
    write(content);
    EXPECT_THAT(refusal(), HasSubstr("is damaged"));
    EXPECT_EQ(bytes(), content);
}

TEST_F(ASqliteFile, OfAnotherProgramIsRefusedAndKept) {
    meanwhile("CREATE TABLE recipes (cake TEXT)");
    const auto before = bytes();
    EXPECT_THAT(refusal(), HasSubstr("belongs to another program"));
    EXPECT_EQ(bytes(), before);
}

TEST_F(ASqliteFile, OfANewerLaybyIsRefused) {
    open_sqlite(file).reset();
    meanwhile("PRAGMA user_version = 99");
    EXPECT_THAT(refusal(), AllOf(HasSubstr("newer Layby"), HasSubstr("99")));
}

/// As format 2 was: registrations in a table of their own.
constexpr auto format_2 = R"(
    CREATE TABLE registrations (
        device INTEGER PRIMARY KEY,
        user TEXT NOT NULL, contact TEXT NOT NULL, instance TEXT NOT NULL, reg_id INTEGER NOT NULL,
        call_id TEXT NOT NULL, cseq INTEGER NOT NULL, q REAL NOT NULL, path TEXT NOT NULL,
        user_agent TEXT NOT NULL, source_ip TEXT NOT NULL, source_port INTEGER NOT NULL,
        transport TEXT NOT NULL, expires INTEGER NOT NULL) STRICT;
    CREATE TABLE history (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        lot TEXT NOT NULL, slot INTEGER NOT NULL,
        caller_name TEXT NOT NULL, caller_number TEXT NOT NULL, caller_anonymous INTEGER NOT NULL,
        parker_user TEXT NOT NULL, parker_name TEXT NOT NULL, parker_number TEXT NOT NULL,
        parker_anonymous INTEGER NOT NULL,
        by_name TEXT NOT NULL, by_number TEXT NOT NULL, by_anonymous INTEGER NOT NULL,
        outcome INTEGER NOT NULL, parked INTEGER NOT NULL, ended INTEGER NOT NULL) STRICT;
    INSERT INTO registrations VALUES (1, '201', 'sip:201@192.0.2.7:5060;ob',
        '<urn:uuid:00000000-0000-1000-8000-000A95A0E128>', 1, 'abc@192.0.2.7', 4000000000, 0.5,
        '<sip:edge.example;lr>' || char(10) || '<sip:inner.example;lr>' || char(10),
        'Phone/1.0 é ''x''', '2001:db8::7', 65535, 'tcp', 1900000000123);
    INSERT INTO registrations SELECT 2, user, contact, instance, reg_id, call_id, cseq, q, '',
        user_agent, source_ip, source_port, transport, expires FROM registrations;
    PRAGMA application_id = 1281456482;
    PRAGMA user_version = 2;)";

TEST_F(ASqliteFile, OfAnOlderLaybyIsBroughtUpToDate) {
    meanwhile(format_2);
    auto direct = phone(2);
    direct.path.clear();
    const auto store = open_sqlite(file);
    EXPECT_THAT(phones_in(*store), ElementsAre(phone(1), direct));
    store->ended(park(701));
    EXPECT_EQ(history_of(*store).size(), 1U);
}

TEST_F(ASqliteFile, IsShownToPeopleAsJsonAlsoWhileAServerHasIt) {
    const auto store = open_sqlite(file);
    store->keep(phone(1));
    store->keep(filled<sip::KeptCall>());
    ASSERT_TRUE(store->drain());
    std::vector<std::string> lines;
    dump_records(file, [&](const std::string& line) { lines.push_back(line); });
    ASSERT_EQ(lines.size(), 2U);
    for (const auto& line : lines) EXPECT_TRUE(nlohmann::json::accept(line)) << line;
    EXPECT_EQ(nlohmann::json::parse(lines[1])["value"]["user"], phone(1).user);
    EXPECT_THROW(dump_records(dir / "none.db", {}), std::runtime_error);
}

TEST_F(ASqliteFile, ThatCannotBeMadeIsToldWithItsName) {
    file = dir / "missing" / "layby.db";
    EXPECT_THAT(refusal(), AllOf(HasSubstr(file.string()), HasSubstr("can't be written")));
}

/// Holds the file's lock for writing, as a backup that hangs might.
class Lock {
  public:
    explicit Lock(const std::filesystem::path& file) {
        sqlite3_open(file.c_str(), &handle_);
        sqlite3_exec(handle_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    }
    ~Lock() { sqlite3_close(handle_); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

  private:
    sqlite3* handle_{};
};

TEST_F(ASqliteFile, ThatCannotBeWrittenForAWhileLosesNothing) {
    auto store = open_sqlite(file);
    store->keep(phone(1));
    ASSERT_TRUE(store->drain());
    {
        const Lock lock(file);
        store->keep(phone(2));
        store->ended(park(701));
        EXPECT_FALSE(store->drain());
        EXPECT_GE(store->counters().failed, 1U);
        EXPECT_EQ(store->counters().queued, 2U);
        EXPECT_EQ(history_of(*store).size(), 0U) << "what is there can still be read";
    }
    EXPECT_TRUE(store->drain());
    EXPECT_EQ(store->counters().queued, 0U);
    EXPECT_EQ(store->counters().written, 3U);
    store = nullptr;
    EXPECT_THAT(phones_in(*open_sqlite(file)), ElementsAre(phone(1), phone(2)));
}

TEST_F(ASqliteFile, ThatCannotBeWrittenForLongGivesUpTheOldestHistory) {
    const auto store = open_sqlite(file, {.waiting_entries = 10, .retry = 1h});
    const Lock lock(file);
    store->ended(park(1));
    ASSERT_FALSE(store->drain());
    for (std::uint32_t slot = 2; slot <= 30; ++slot) store->ended(park(slot));
    ASSERT_FALSE(store->drain());
    EXPECT_EQ(store->counters().queued, 10U);
    EXPECT_EQ(store->counters().lost, 20U);
}

TEST_F(ASqliteFile, ThatCannotBeWrittenForLongHasNoMoreWaitingThanIsAlive) {
    auto store = open_sqlite(file, {.retry = 1h});
    store->keep(phone(1));
    ASSERT_TRUE(store->drain());
    {
        const Lock lock(file);
        for (std::uint64_t device = 2; device <= 20'000; ++device)
            store->keep(phone(device)), store->forget(DeviceId{device});
        store->keep(phone(20'001));
        ASSERT_FALSE(store->drain());
        EXPECT_LE(store->counters().queued, 1100U);
    }
    EXPECT_TRUE(store->drain());
    store = nullptr;
    EXPECT_THAT(phones_in(*open_sqlite(file)), ElementsAre(phone(1), phone(20'001)));
}

/// No file of this process may grow beyond a few pages: to SQLite that is a full disk.
class FullDisk {
  public:
    explicit FullDisk(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit before_{};
};

TEST_F(ASqliteFile, OnAFullDiskTakesChangesAgainWhenThereIsRoom) {
    auto store = open_sqlite(file);
    ASSERT_TRUE(store->drain());
    {
        const FullDisk disk(std::filesystem::file_size(file.string() + "-wal") + 1000);
        for (std::uint64_t device = 1; device <= 20'000; ++device) store->keep(phone(device));
        EXPECT_FALSE(store->drain());
        EXPECT_EQ(store->counters().queued, 20'000U);
    }
    EXPECT_TRUE(store->drain());
    store = nullptr;
    EXPECT_EQ(phones_in(*open_sqlite(file)).size(), 20'000U);
}

TEST_F(ASqliteFile, ForgetsTheOldestHistory) {
    const auto store = open_sqlite(file, {.history_entries = 10});
    for (std::uint32_t slot = 1; slot <= 35; ++slot) store->ended(park(slot));
    const auto left = history_of(*store);
    ASSERT_EQ(left.size(), 10U);
    EXPECT_EQ(left.front().park.slot.value, 35U);
}

/// Writes in a process of its own that dies, as by kill -9, right after it has said that all is durable.
TEST_F(ASqliteFile, HasWhatWasDurableWhenItsWriterIsKilled) {
    open_sqlite(file).reset();
    const auto child = fork();
    if (child == 0) {
        auto* store = open_sqlite(file).release();
        for (std::uint64_t device = 1; device <= 50; ++device) store->keep(phone(device));
        if (store->drain()) kill(getpid(), SIGKILL);
        _exit(1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    EXPECT_EQ(phones_in(*open_sqlite(file)).size(), 50U);
}

/// A commit that makes a file longer costs the disk more than one that writes where something was.
TEST_F(ASqliteFile, HasALogThatDoesNotGrow) {
    const auto log = file.string() + "-wal";
    for (int start = 0; start < 2; ++start) {
        const auto store = open_sqlite(file);
        const auto size = std::filesystem::file_size(log);
        EXPECT_GT(size, 4'000'000U);
        for (std::uint64_t device = 1; device <= 400; ++device) {
            store->keep(phone(device));
            ASSERT_TRUE(store->drain());
        }
        EXPECT_EQ(std::filesystem::file_size(log), size);
    }
    EXPECT_EQ(phones_in(*open_sqlite(file)).size(), 400U);
}

/// Each order is durable when it is told so: whoever looks into the file then finds it there.
TEST_F(ASqliteFile, HasEveryOrderThatWasToldDurable) {
    const auto store = open_sqlite(file);
    std::atomic<std::uint64_t> durable{};
    store->on_progress([&](Progress progress) { durable = progress.durable; });
    for (std::uint64_t device = 1; device <= 200; ++device) {
        store->keep(phone(device));
        store->write_now();
    }
    while (durable == 0) std::this_thread::yield();
    const auto told = durable.load();
    const auto copy = dir / "copy.db";
    std::filesystem::copy(file, copy);
    std::filesystem::copy(file.string() + "-wal", copy.string() + "-wal");
    EXPECT_GE(phones_in(*open_sqlite(copy)).size(), told);
    store->on_progress({});
}

/// Calls of a child process until it dies: each has a leg, its dialog and its park.
void park_for_ever(Store& store, int told) {
    store.on_progress([told](Progress progress) {
        if (write(told, &progress.durable, sizeof progress.durable) < 0) _exit(1);
    });
    for (std::uint64_t id = 1;; ++id) {
        auto leg = filled<calls::Leg>();
        auto park = filled<calls::KeptPark>();
        auto call = filled<sip::KeptCall>();
        leg.id = call.dialog.leg = {id};
        park.park.id = {id};
        store.keep(call);
        store.keep(std::vector<calls::Change>{leg, park});
        store.write_now();
    }
}

std::uint64_t last_told(int pipe, std::uint64_t at_least) {
    std::uint64_t durable = 0;
    while (durable < at_least && read(pipe, &durable, sizeof durable) == sizeof durable) {
    }
    return durable;
}

/// Killed by kill -9 in the middle of its work: what it was told durable is there, and no turn by halves.
TEST_F(ASqliteFile, HasEveryCallThatWasDurableWhenItsWriterIsKilled) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const auto child = fork();
    if (child == 0) park_for_ever(*open_sqlite(file).release(), ends[1]);
    const auto durable = last_told(ends[0], 300);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(ends[0]), close(ends[1]);
    const auto restored = open_sqlite(file)->take_restored();
    EXPECT_GE(restored.dialogs.size() + restored.calls.legs.size(), durable);
    EXPECT_EQ(restored.calls.legs.size(), restored.calls.parks.size());
    EXPECT_EQ(restored.start, 2U);
}

}  // namespace
}  // namespace layby::store
