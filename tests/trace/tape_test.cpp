// What the tape keeps, for how long and how much, and what is found on it.
#include <gmock/gmock.h>

#include <thread>

#include "a_tape.hpp"

namespace layby::trace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct TheTape : ATape, testing::Test {};

TEST_F(TheTape, FindsTheMessagesOfACallId) {
    received(at(7), request("INVITE", "a"));
    received(at(8), request("INVITE", "b"));
    sent(at(7), response("100 Trying", "a"));
    EXPECT_THAT(what({.call_id = "a"}), ElementsAre("INVITE", "100 Trying (INVITE)"));
}

TEST_F(TheTape, FindsAllLegsOfACall) {
    const LegId caller{3}, parker{5}, taker{7}, stranger{9};
    for (const auto& [leg, id] : {std::pair{caller, "a"}, {parker, "b"}, {taker, "c"}, {stranger, "d"}}) {
        received(at(7), request("INVITE", id));
        tape.note_leg(leg, id, now);
    }
    tape.note_tie(parker, caller, now);
    tape.note_tie(taker, caller, now);
    for (const auto leg : {caller, parker, taker}) EXPECT_EQ(find({.call = leg}).size(), 3u) << leg.value;
    EXPECT_EQ(find({.call = stranger}).size(), 1u);
    EXPECT_THAT(find({.call = LegId{11}}), IsEmpty());
}

TEST_F(TheTape, FindsWhomAMessageNames) {
    received(at(7), request("REGISTER", "a", "From: <sip:201@x>;tag=1\r\n"));
    received(at(7), request("REGISTER", "b", "From: <sip:2010@x>\r\n"));
    received(at(7), request("REGISTER", "c", "X: Digest username=\"201\"\r\n"));
    received(at(7), request("REGISTER", "d", "From: <tel:1201>\r\n"));
    received(at(7), request("REGISTER", "e", "From: <tel:201>\r\n"));
    EXPECT_THAT(find({.user = "201"}).size(), 3u);
    EXPECT_THAT(find({.user = "01"}), IsEmpty());
}

TEST_F(TheTape, FindsAnAddressWithOrWithoutItsPort) {
    received(at(7), request("OPTIONS", "a"));
    received(at(7, 5070), request("OPTIONS", "b"));
    received(at6(7), request("OPTIONS", "c"));
    EXPECT_EQ(find({.address = "192.0.2.7"}).size(), 2u);
    EXPECT_EQ(find({.address = "192.0.2.7:5070"}).size(), 1u);
    EXPECT_EQ(find({.address = "2001:db8::7"}).size(), 1u);
    EXPECT_EQ(find({.address = "[2001:db8::7]:5060"}).size(), 1u);
    EXPECT_THAT(find({.address = "192.0.2"}), IsEmpty());
}

TEST_F(TheTape, GoesOnAfterAMessageAndGivesTheLatest) {
    for (int i = 0; i < 5; ++i) received(at(7), request("OPTIONS", "a"));
    const auto all = find({.call_id = "a"});
    ASSERT_EQ(all.size(), 5u);
    EXPECT_EQ(find({.call_id = "a", .after = all[2].number}).size(), 2u);
    const auto latest = find({.call_id = "a", .most = 2});
    ASSERT_EQ(latest.size(), 2u);
    EXPECT_EQ(latest[1].number, all[4].number);
}

TEST_F(TheTape, KnowsWhatIsSentAgain) {
    received(at(7), request("INVITE", "a"));
    received(at(7), request("INVITE", "a"));
    received(at(8), request("INVITE", "a"));
    const auto found = find({.call_id = "a"});
    ASSERT_EQ(found.size(), 3u);
    EXPECT_FALSE(found[0].again);
    EXPECT_TRUE(found[1].again);
    EXPECT_FALSE(found[2].again) << "another phone";
}

TEST_F(TheTape, ForgetsTheOldestWhenThereIsTooMuch) {
    tape.use({.keep = 1h, .bytes = 4 * Page::size});
    const std::string filling(8000, 'x');
    for (int i = 0; i < 100; ++i)
        received(at(7), request("OPTIONS", std::to_string(i), "X: " + filling + "\r\n"));
    EXPECT_LE(tape.bytes(), 4 * Page::size);
    EXPECT_THAT(find({.call_id = "0"}), IsEmpty());
    EXPECT_EQ(find({.call_id = "99"}).size(), 1u);
    EXPECT_GT(find({.address = "192.0.2.7"}).size(), 20u);
}

TEST_F(TheTape, ShowsNothingThatIsTooOld) {
    received(at(7), request("OPTIONS", "a"));
    now += 30min;
    received(at(7), request("OPTIONS", "b"));
    now += 30min;
    EXPECT_THAT(find({.call_id = "a"}), IsEmpty());
    EXPECT_EQ(find({.call_id = "b"}).size(), 1u);
}

/// Nobody has to say anything for it, and no page is old for longer than an eighth of the time.
TEST_F(TheTape, GivesBackTheMemoryOfWhatIsTooOld) {
    received(at(7), request("OPTIONS", "a"));
    now += 10min;
    received(at(7), request("OPTIONS", "b"));
    tape.forget_old(start + 1h + 1s);
    EXPECT_EQ(tape.bytes(), Page::size) << "the page of the second one";
    tape.forget_old(start + 2h);
    EXPECT_EQ(tape.bytes(), 0u);
}

TEST_F(TheTape, KeepsNothingWhenItIsOff) {
    received(at(7), request("OPTIONS", "a"));
    tape.use({.keep = 0s, .bytes = 16 << 20});
    EXPECT_FALSE(tape.on());
    EXPECT_EQ(tape.bytes(), 0u);
    received(at(7), request("OPTIONS", "b"));
    EXPECT_THAT(find({.address = "192.0.2.7"}), IsEmpty());
    tape.use({.keep = 1h, .bytes = 16 << 20});
    received(at(7), request("OPTIONS", "c"));
    EXPECT_EQ(find({.address = "192.0.2.7"}).size(), 1u);
}

TEST_F(TheTape, CutsWhatIsLongerThanAPage) {
    received(at(7), request("OPTIONS", "a", "X: " + std::string(200'000, 'x') + "\r\n"));
    const auto found = find({.call_id = "a"});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].text.size(), Tape::longest);
}

/// The thread sanitizer watches.
TEST_F(TheTape, IsReadWhileItIsWritten) {
    std::atomic<bool> over{};
    std::thread reader([&] {
        while (!over)
            for (const auto& one : messages(tape, {.address = "192.0.2.7"}, start))
                ASSERT_TRUE(one.text.starts_with("OPTIONS"));
    });
    for (int i = 0; i < 20'000; ++i) received(at(7), request("OPTIONS", std::to_string(i)));
    over = true;
    reader.join();
    EXPECT_GT(find({.address = "192.0.2.7"}).size(), 100u);
}

}  // namespace
}  // namespace layby::trace
