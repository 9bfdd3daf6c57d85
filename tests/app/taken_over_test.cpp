// Callers whom another node has taken over while this one was away are no longer its own.
#include "layby/taken_over.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace layby::app {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// A parked caller who speaks into a box.
void add_caller(store::Restored& all, std::uint64_t id) {
    calls::KeptPark park;
    park.park.id = {id};
    park.park.parkee = {id + 10};
    all.calls.parks.push_back(park);
    calls::Leg leg;
    leg.id = {id + 10};
    all.calls.legs.push_back(leg);
    sip::KeptCall dialog;
    dialog.dialog.leg = leg.id;
    all.dialogs.push_back(dialog);
    calls::Message message;
    message.id = {id + 20};
    message.call = leg.id;
    all.calls.messages.push_back(message);
}

TEST(TakenOver, LeaveNothingBehindAndTheOthersAreAsBefore) {
    store::Restored all, other;
    add_caller(all, 1);
    add_caller(all, 2);
    add_caller(other, 2);
    EXPECT_THAT(take_out(all, {{"a", "b", {1}, {11}, "main", {701}}}),
                UnorderedElementsAre(calls::Change{ParkId{1}}, calls::Change{LegId{11}},
                                     calls::Change{MessageId{21}}));
    EXPECT_EQ(all.calls, other.calls);
    ASSERT_EQ(all.dialogs.size(), 1U);
    EXPECT_EQ(all.dialogs[0].dialog.leg, LegId{12});
}

TEST(TakenOver, KeepTheMessageThatTheyHadLeftBefore) {
    store::Restored all;
    add_caller(all, 1);
    all.calls.messages[0].state = calls::Message::State::fresh;
    take_out(all, {{"a", "b", {1}, {11}, "main", {701}}});
    EXPECT_EQ(all.calls.messages.size(), 1U);
}

TEST(TakenOver, WhomNobodyKnowsAnyMoreAreNothing) {
    store::Restored all;
    add_caller(all, 1);
    EXPECT_THAT(take_out(all, {{"a", "b", {9}, {19}, "main", {709}}}), IsEmpty());
    EXPECT_EQ(all.calls.legs.size(), 1U);
}

}  // namespace
}  // namespace layby::app
