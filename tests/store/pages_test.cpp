// What a call costs the disk, counted in pages and not timed; and what gathers so that it costs less.
#include <atomic>
#include <future>

#include "a_file.hpp"
#include "filled.hpp"
#include "store/tables/schema.hpp"
#include "store/writing/book.hpp"

namespace layby::store {
namespace {

calls::PastCall ended_call(std::uint64_t leg) {
    calls::PastCall out;
    out.leg = {leg};
    out.party = {"Ann Lee", "030123", false};
    out.call_id = "abc@192.0.2.7";
    out.lasted = 50s;
    return out;
}

/// A hundred callers are parked, and each cycle parks one more and hands over the oldest one. Each turn is a
/// commit of its own.
struct ABook : AFile {
    Moment now{"boot", Instant{1h}, sip::WallTime{1'900'000'000s}};
    Book book{file, open_file(file, now), 1000};
    std::uint64_t last_leg{1000}, oldest{1001};
    int changed{};

    void SetUp() override {
        for (int i = 0; i < 100; ++i) park();
    }

    void put_leg(std::uint64_t id) {
        auto leg = filled<calls::Leg>();
        leg.id = {id};
        leg.number = std::to_string(++changed);  // as its state would
        book.put(Record(leg));
    }
    void put_dialog(std::uint64_t leg) {
        auto dialog = filled<sip::KeptCall>();
        dialog.dialog.leg = {leg};
        book.put(Record(dialog));
    }
    void forget(std::uint64_t leg) {
        book.forget(key_of(LegId{leg}));
        book.forget(key(Kind::dialog, LegId{leg}));
    }
    void remember(std::uint64_t leg) {
        book.add(NewCalls{{ended_call(leg)}, {{{leg}, {9}, {}, "main", {701}, "201", "voice"}}, now.wall});
    }
    void commit() {
        now.monotonic += 5ms;
        now.wall += 5ms;
        book.write(now, Book::Past::when_due);
    }

    void park() {
        const auto leg = ++last_leg;
        put_leg(leg);
        put_dialog(leg);
        auto kept = filled<calls::KeptPark>();
        kept.park.id = {leg};
        book.put(Record(kept));
        remember(leg);
        commit();
    }
    void retrieve() {
        const auto caller = oldest++, taker = ++last_leg;
        put_leg(taker);
        put_dialog(taker);
        put_leg(caller);
        book.forget(key_of(ParkId{caller}));
        book.add(NewEntry{layby::store::park(701), now.wall});
        remember(caller);
        commit();
        forget(taker);
        forget(caller);
        remember(taker);
        commit();
    }
    /// Since the last call.
    int pages_written() {
        int pages = 0, highest = 0;
        sqlite3_db_status(book.database().get(), SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 1);
        return pages;
    }
};

TEST_F(ABook, WritesNoMorePagesForAParkAndARetrievalThanItDid) {
    pages_written();
    for (int i = 0; i < 100; ++i) park(), retrieve();
    const int pages = pages_written();
    EXPECT_LE(pages / 100, 22);
    EXPECT_GE(pages / 100, 3) << "nothing is counted";
}

/// How many calls of the past the file has.
std::int64_t calls_in(const std::filesystem::path& file) {
    return Database(file).number("SELECT count(*) FROM calls");
}

struct AFileOfABusyServer : AFile {
    std::atomic<Instant> now{Instant{1h}};
    std::unique_ptr<Store> store = open();
    std::uint64_t number{};

    std::unique_ptr<Store> open() {
        return open_sqlite(file, {.now = [this] { return Moment{"boot", now, sip::WallTime{1h}}; }});
    }
    /// A call has ended, and a phone is told something that has to be durable.
    void end_a_call() {
        store->remember({ended_call(++number)}, {});
        store->keep(phone(number));
        std::promise<void> durable;
        store->on_progress([&durable, all = store->ordered(), told = false](Progress progress) mutable {
            if (progress.durable == all && !std::exchange(told, true)) durable.set_value();
        });
        store->write_now();
        durable.get_future().wait();
        store->on_progress({});
    }
};

TEST_F(AFileOfABusyServer, GetsCallsThatHaveEndedSomeAtATime) {
    end_a_call();
    EXPECT_EQ(calls_in(file), 1) << "it isn't busy yet";
    end_a_call();
    end_a_call();
    EXPECT_EQ(calls_in(file), 1);
    EXPECT_EQ(store->counters().queued, 2U);
    now = now.load() + 1s;
    end_a_call();
    EXPECT_EQ(calls_in(file), 4);
}

TEST_F(AFileOfABusyServer, GetsThemAllWhenSomebodyAsksOrItEnds) {
    end_a_call();
    end_a_call();
    ASSERT_TRUE(store->drain());
    EXPECT_EQ(calls_in(file), 2);
    end_a_call();
    store = nullptr;
    EXPECT_EQ(calls_in(file), 3);
}

/// Of a later Layby, perhaps, which was taken back.
TEST_F(AFileOfABusyServer, KeepsRecordsOfAKindThatIsUnknown) {
    store = nullptr;
    meanwhile("INSERT INTO records VALUES (1, 'novelty', 'x', x'a0')");
    store = open();
    store->keep(phone(1));
    store = nullptr;
    EXPECT_EQ(Database(file).number("SELECT count(*) FROM records WHERE kind = 'novelty'"), 1);
    EXPECT_EQ(phones_in(*open()).size(), 1U);
}

}  // namespace
}  // namespace layby::store
