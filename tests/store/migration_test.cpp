// A file as the version before left it: what real offices have.
#include <gmock/gmock.h>

#include "a_file.hpp"

namespace layby::store {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::UnorderedElementsAre;

/// Format 6: a phone, and a call that was parked and retrieved.
const std::string format_6 =
    R"(
    CREATE TABLE history (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        lot TEXT NOT NULL, slot INTEGER NOT NULL,
        caller_name TEXT NOT NULL, caller_number TEXT NOT NULL, caller_anonymous INTEGER NOT NULL,
        parker_user TEXT NOT NULL, parker_name TEXT NOT NULL, parker_number TEXT NOT NULL,
        parker_anonymous INTEGER NOT NULL,
        by_name TEXT NOT NULL, by_number TEXT NOT NULL, by_anonymous INTEGER NOT NULL,
        outcome INTEGER NOT NULL,
        parked INTEGER NOT NULL, ended INTEGER NOT NULL
        , park INTEGER NOT NULL DEFAULT 0, call INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE meta (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        start INTEGER NOT NULL,
        secret INTEGER NOT NULL,
        boot TEXT NOT NULL,
        monotonic INTEGER NOT NULL,
        wall INTEGER NOT NULL
        ) STRICT;
    CREATE TABLE "records" (
        kind TEXT NOT NULL, key TEXT NOT NULL,
        value BLOB NOT NULL,
        UNIQUE (kind, key)
        ) STRICT;
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        who TEXT NOT NULL, origin TEXT NOT NULL, what TEXT NOT NULL,
        status INTEGER NOT NULL
        ) STRICT;
    CREATE TABLE calls (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        leg INTEGER NOT NULL, inbound INTEGER NOT NULL,
        name TEXT NOT NULL, number TEXT NOT NULL, anonymous INTEGER NOT NULL,
        user TEXT NOT NULL, trunk TEXT NOT NULL, dialled TEXT NOT NULL, call_id TEXT NOT NULL,
        met INTEGER NOT NULL,
        began INTEGER NOT NULL, answered INTEGER NOT NULL, ended INTEGER NOT NULL,
        status INTEGER NOT NULL, reason TEXT NOT NULL
        ) STRICT;
    CREATE INDEX calls_by_leg ON calls (leg);
    CREATE TABLE steps (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        call INTEGER NOT NULL, park INTEGER NOT NULL,
        what INTEGER NOT NULL,
        lot TEXT NOT NULL, slot INTEGER NOT NULL, who TEXT NOT NULL, how TEXT NOT NULL
        ) STRICT;
    CREATE INDEX steps_by_call ON steps (call);
    INSERT INTO records VALUES ('registration', '1', X'BF66666F726D6174016269640164757365726332303167636F6E74616374777369703A)"
    R"(323031403132372E302E302E313A3132383937667265675F6964006763616C6C5F69647564333365)"
    R"(36383264326335346338393840746573746463736571026171FB3FF000000000000066736F757263)"
    R"(65BF626970693132372E302E302E3164706F7274193261FF697472616E73706F7274637564706765)"
    R"(7870697265731B000001A22687523DFF');
    INSERT INTO history VALUES (1, 'main', 701, 'Bob Ray', '202', 0, '201', 'Ann Lee', '201', 0, 'Cleo Fox', '203', 0, 0, 1795942132518, 1795942139405, 4294967298, 4294967298);
    INSERT INTO calls VALUES (1, 4294967299, 1, 'Ann Lee', '201', 0, '201', '', '202', 'dc95a2d185b00ce5@test', 4294967298, 1795942132386, 1795942132454, 1795942139373, 0, '');
    INSERT INTO steps VALUES (1, 1795942132453, 4294967299, 0, 0, '', 0, '202', ''), (2, 1795942132453, 4294967298, 0, 0, '', 0, '201', ''), (3, 1795942132517, 4294967298, 4294967298, 1, 'main', 701, '201', 'transfer');
    INSERT INTO meta VALUES (1, 1, 1213679610459270284, 'bcea419f-885c-424b-adec-99548129f327', 45125007852, 1795942146384);
    PRAGMA application_id = 1281456482;
    PRAGMA user_version = 6;)";

struct AFileOfFormat6 : AFile {
    AFileOfFormat6() { meanwhile(format_6); }
};

TEST_F(AFileOfFormat6, IsBroughtUpToDateWithAllThatIsInIt) {
    const auto store = open_sqlite(file);
    EXPECT_THAT(phones_in(*store), ElementsAre(Field(&sip::KeptRegistration::user, "201")));
    const auto history = history_of(*store);
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history[0].park.caller.number, "202");

    std::optional<std::vector<StepEntry>> steps;
    std::optional<Occurrences> events;
    store->steps(LegId{4294967298}, [&](auto found) { steps = std::move(found); });
    store->outbox()->occurrences(0, 10, [&](auto found) { events = std::move(found); });
    ASSERT_TRUE(store->drain());
    ASSERT_TRUE(steps && events);
    EXPECT_EQ(steps->size(), 2U);
    ASSERT_EQ(events->list.size(), 3U);
    EXPECT_EQ(events->list[0].caller, (Party{"Ann Lee", "201", false}));
}

TEST_F(AFileOfFormat6, KeepsWhatItHadBesideWhatComes) {
    open_sqlite(file)->keep(phone(7, "207"));
    EXPECT_THAT(phones_in(*open_sqlite(file)),
                UnorderedElementsAre(Field(&sip::KeptRegistration::user, "201"),
                                     Field(&sip::KeptRegistration::user, "207")));
}

}  // namespace
}  // namespace layby::store
