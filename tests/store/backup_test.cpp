// A backup of a file that a server writes, and the way back.
#include "store/backup.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "a_file.hpp"
#include "store/dump.hpp"

namespace layby::store {
namespace {

using testing::HasSubstr;

const sip::WallTime noon{1'800'000'000'000ms};
const std::string password{"correct horse battery staple"};

struct ABackup : AFile {
    std::filesystem::path saved = dir / "saved", restored = dir / "restored.db";
    std::unique_ptr<Store> store = open_sqlite(file);

    ABackup() {
        store->keep(phone(7));
        store->ended(park(701));
        store->drain();
    }
    void save() const {
        std::ofstream{saved};
        back_up(file, {{"passwords.toml", password}}, saved, noon);
    }
    Backup restore(sip::WallTime now = noon) const {
        std::filesystem::copy_file(saved, restored, std::filesystem::copy_options::overwrite_existing);
        return unpack(restored, file, now);
    }
    std::string refusal() const {
        try {
            restore();
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "taken";
    }
    static std::string bytes_of(const std::filesystem::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static std::string records_of(const std::filesystem::path& path) {
        std::string out;
        dump_records(path, [&](const std::string& line) { out += line + "\n"; });
        return out;
    }
};

TEST_F(ABackup, HasAllThatWasKeptAndWhatStoodBeside) {
    save();
    const auto backup = restore();
    EXPECT_EQ(backup.made, noon);
    EXPECT_EQ(backup.beside, (Beside{{"passwords.toml", password}}));
    const auto again = open_sqlite(restored);
    EXPECT_EQ(phones_in(*again), std::vector{phone(7)});
    ASSERT_EQ(history_of(*again).size(), 1U);
    EXPECT_EQ(history_of(*again)[0].park.slot.value, 701U);
}

TEST_F(ABackup, IsMadeWhileSomebodyWrites) {
    sqlite3* writer = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &writer), SQLITE_OK);
    const auto run = [&](const char* sql) {
        EXPECT_EQ(sqlite3_exec(writer, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(writer);
    };
    run("BEGIN IMMEDIATE; DELETE FROM history");
    save();
    run("COMMIT");
    sqlite3_close(writer);
    restore();
    EXPECT_EQ(history_of(*open_sqlite(restored)).size(), 1U) << "as it was before that was complete";
}

TEST_F(ABackup, LeadsToAStartThatNeverWas) {
    save();
    const auto first = store->take_restored().start;
    for (int starts = 0; starts < 3; ++starts) {
        store.reset();
        store = open_sqlite(file);
    }
    const auto last = store->take_restored().start;
    EXPECT_EQ(last, first + 3);
    restore();
    EXPECT_GT(open_sqlite(restored)->take_restored().start, last);
    meanwhile("UPDATE meta SET start = 5000");
    restore();
    EXPECT_GT(open_sqlite(restored)->take_restored().start, 5000U);
}

TEST_F(ABackup, LeavesOutCallsThatAreOverByNow) {
    meanwhile("INSERT INTO records VALUES (100, 'leg', '9', x'00')");
    save();
    EXPECT_FALSE(restore(noon + calls_outlive).without_calls);
    EXPECT_THAT(records_of(restored), HasSubstr("\"leg\""));
    EXPECT_TRUE(restore(noon + calls_outlive + 1ms).without_calls);
    EXPECT_THAT(records_of(restored), testing::Not(HasSubstr("\"leg\"")));
    EXPECT_THAT(records_of(restored), HasSubstr("\"registration\""));
}

TEST_F(ABackup, LeavesNoSecretInTheFileOfTheServer) {
    save();
    EXPECT_THAT(bytes_of(saved), HasSubstr(password));
    restore();
    EXPECT_THAT(bytes_of(restored), testing::Not(HasSubstr(password)));
}

TEST_F(ABackup, IsNotTakenForTheFileOfAServer) {
    save();
    EXPECT_THROW(open_sqlite(saved), std::runtime_error);
}

TEST_F(ABackup, ThatIsNoneIsRefused) {
    store.reset();
    std::filesystem::copy_file(file, saved);
    EXPECT_THAT(refusal(), HasSubstr("isn't one"));
    std::ofstream(saved) << "a letter to Ann";
    EXPECT_THAT(refusal(), HasSubstr("isn't one"));
    std::ofstream{saved};
    EXPECT_THAT(refusal(), HasSubstr("isn't one"));
}

TEST_F(ABackup, ThatIsCutOffIsRefused) {
    save();
    std::filesystem::resize_file(saved, std::filesystem::file_size(saved) / 2);
    EXPECT_THAT(refusal(), HasSubstr("damaged"));
}

TEST_F(ABackup, OfANewerLaybyIsRefused) {
    save();
    std::swap(file, saved);
    meanwhile("UPDATE backup SET format = 2");
    std::swap(file, saved);
    EXPECT_THAT(refusal(), HasSubstr("newer Layby"));
    save();
    std::swap(file, saved);
    meanwhile("PRAGMA user_version = 1000");
    std::swap(file, saved);
    EXPECT_THAT(refusal(), HasSubstr("newer Layby"));
}

}  // namespace
}  // namespace layby::store
