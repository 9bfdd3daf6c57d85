// One line per source and second, with a count.
#include "sip/door/refusal_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace layby::tests {
namespace {

using namespace sip;
using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr Instant start_of_refusal_log{1h};
const Sender eve{{"203.0.113.7", 5060}, Transport::udp};

class RefusalLines : public ::testing::Test {
  protected:
    std::vector<std::string> lines;
    RefusalLog log{[this](const std::string& line) { lines.push_back(line); }};
    void let_pass(Instant until) {
        while (const auto next = log.next_deadline()) {
            if (*next > until) return;
            log.expire(*next);
        }
    }
};

TEST_F(RefusalLines, TheFirstIsToldAtOnceAndTheOthersWithTheirCountASecondLater) {
    for (int i = 0; i < 6; ++i) log.note(wrong_password, "201", eve, start_of_refusal_log + i * 1ms);
    EXPECT_THAT(lines, ElementsAre("1 wrong password for 201 from 203.0.113.7:5060/udp"));
    let_pass(start_of_refusal_log + 3s);
    EXPECT_THAT(lines, ElementsAre("1 wrong password for 201 from 203.0.113.7:5060/udp",
                                   "5 wrong passwords for 201 from 203.0.113.7:5060/udp"));
    EXPECT_EQ(log.next_deadline(), std::nullopt) << "nothing is kept";
}

TEST_F(RefusalLines, OtherNamesAndKindsAreTold) {
    log.note(wrong_password, "201", eve, start_of_refusal_log);
    log.note(wrong_password, "202", eve, start_of_refusal_log);
    log.note(wrong_password, "203", eve, start_of_refusal_log);
    log.note(unknown_user, "999", eve, start_of_refusal_log);
    let_pass(start_of_refusal_log + 5s);
    EXPECT_THAT(lines, ElementsAre("1 wrong password for 201 from 203.0.113.7:5060/udp",
                                   "2 wrong passwords for 203 and others from 203.0.113.7:5060/udp",
                                   "1 try as unknown user 999 from 203.0.113.7:5060/udp"));
}

TEST_F(RefusalLines, TheAddressIsTheLastWordWhateverANameSays) {
    log.note(unknown_user, "x from 198.51.100.1:5060/udp\r\n2026-01-01 a line", eve, start_of_refusal_log);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_TRUE(lines[0].ends_with(" from 203.0.113.7:5060/udp"));
    EXPECT_EQ(lines[0].find_first_of("\r\n"), std::string::npos);
}

TEST_F(RefusalLines, LongNamesAreCut) {
    log.note(not_allowed_park, "201", eve, start_of_refusal_log, "sip:" + std::string(2000, 'a') + "@x");
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_LT(lines[0].size(), 250u);
}

TEST_F(RefusalLines, AnIPv6AddressStandsInBrackets) {
    log.note(wrong_password, "201", {{"2001:db8::7", 5061}, Transport::tcp}, start_of_refusal_log);
    EXPECT_THAT(lines, ElementsAre("1 wrong password for 201 from [2001:db8::7]:5061/tcp"));
}

TEST_F(RefusalLines, ManySourcesDontFloodTheLog) {
    for (int i = 0; i < 5000; ++i)
        log.note(no_credentials, "100", {{"198.51.100." + std::to_string(i), 5060}, Transport::udp},
                 start_of_refusal_log);
    let_pass(start_of_refusal_log + 1s);
    EXPECT_LE(lines.size(), 21u);
    EXPECT_EQ(lines.back(), "4980 more refusals, of many sources");
    let_pass(start_of_refusal_log + 10s);
    EXPECT_EQ(log.next_deadline(), std::nullopt);
}

}  // namespace
}  // namespace layby::tests
