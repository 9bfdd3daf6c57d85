#include "sip/door/old_clients.hpp"

#include <gtest/gtest.h>

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr const char* phone = "192.0.2.7 201";

struct OldClientsTest : testing::Test {
    OldClients clients;
    Instant now{1h};
    std::size_t request{};
    bool challenged(const char* user_agent = "Phone 1.0") {
        return clients.md5_alone(phone, user_agent, ++request, now);
    }
};

TEST_F(OldClientsTest, APhoneKnownForGivingUpIsOfferedMd5AloneAtOnce) {
    EXPECT_TRUE(challenged("baresip v1.0.0 (x86_64/linux)"));
    EXPECT_FALSE(challenged("baresip v3.9.0 (x86_64/Linux)"));
}

TEST_F(OldClientsTest, APhoneThatNeverAnswersIsOfferedMd5AloneInTheEnd) {
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(challenged());
    EXPECT_TRUE(challenged());
}

TEST_F(OldClientsTest, APhoneThatAnswersIsAlwaysOfferedBoth) {
    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(challenged());
        clients.answered(phone, "Phone 1.0", true);
    }
}

TEST_F(OldClientsTest, AClientThatAnsweredMd5AloneIsOfferedItAtOnceFromThenOn) {
    for (int i = 0; i < 4; ++i) (void)challenged("sipsak 0.9.8");
    clients.answered(phone, "sipsak 0.9.8", true);
    now += 24h;
    EXPECT_TRUE(challenged("sipsak 0.9.8"));
    EXPECT_FALSE(challenged("Phone 1.0")) << "another device of the user";
}

TEST_F(OldClientsTest, AClientWithoutANameIsNotRemembered) {
    for (int i = 0; i < 4; ++i) (void)challenged("");
    clients.answered(phone, "", true);
    EXPECT_FALSE(challenged(""));
}

TEST_F(OldClientsTest, WrongCredentialsTeachNothing) {
    for (int i = 0; i < 4; ++i) (void)challenged();
    clients.answered(phone, "Phone 1.0", false);
    EXPECT_FALSE(challenged());
}

TEST_F(OldClientsTest, RetransmissionsDoNotCount) {
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(clients.md5_alone(phone, "Phone 1.0", 7, now));
}

TEST_F(OldClientsTest, AnHourLaterItIsForgotten) {
    for (int i = 0; i < 4; ++i) (void)challenged();
    now += 61min;
    EXPECT_FALSE(challenged());
}

TEST_F(OldClientsTest, ManyStrangersDoNotUseUpTheMemory) {
    for (int i = 0; i < 25000; ++i) {
        EXPECT_FALSE(clients.md5_alone("192.0.2.9 " + std::to_string(i), "", 1, now));
    }
}

}  // namespace
}  // namespace layby::sip
