// Who is refused when there is more to do than can be done, told in time of its own.
#include "sip/door/shedding.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr Instant start_of_day{1h};
constexpr std::array all_urgencies{Urgency::dialog, Urgency::retrieval, Urgency::upkeep, Urgency::call,
                                   Urgency::stranger};

/// Reads requests that have all waited for so long, back to back for a time.
Instant read_for(Shedding& shedding, Duration time, Duration waited, Instant now) {
    for (const auto end = now + time; now <= end; now += 1ms) shedding.read(waited, now);
    return now - 1ms;
}

int refused_of(const Shedding& shedding, Instant now) {
    return static_cast<int>(std::count_if(all_urgencies.begin(), all_urgencies.end(),
                                          [&](Urgency one) { return shedding.refuses(one, now); }));
}

TEST(Shedding, ABurstIsServedHoweverManyCome) {
    Shedding shedding;
    const auto now = read_for(shedding, 90ms, 90ms, start_of_day);
    EXPECT_EQ(refused_of(shedding, now), 0);
}

TEST(Shedding, WhoWaitsTooLongForTooLongIsRefusedInTheOrderOfUrgency) {
    Shedding shedding;
    auto now = read_for(shedding, 150ms, 30ms, start_of_day);
    EXPECT_TRUE(shedding.refuses(Urgency::call, now));
    EXPECT_TRUE(shedding.refuses(Urgency::stranger, now));
    EXPECT_FALSE(shedding.refuses(Urgency::upkeep, now));
    now = read_for(shedding, 10ms, 150ms, now + 1ms);
    EXPECT_TRUE(shedding.refuses(Urgency::upkeep, now));
    EXPECT_FALSE(shedding.refuses(Urgency::retrieval, now)) << "somebody has waited for it";
    EXPECT_FALSE(shedding.refuses(Urgency::dialog, now));
}

TEST(Shedding, StopsAtOnceWhenSomethingIsReadInTime) {
    Shedding shedding;
    const auto now = read_for(shedding, 150ms, 30ms, start_of_day);
    shedding.read(5ms, now + 1ms);
    EXPECT_EQ(refused_of(shedding, now + 1ms), 0);
}

TEST(Shedding, WhoWasRefusedAMomentAgoIsGivenHalfABurst) {
    Shedding shedding;
    auto now = read_for(shedding, 150ms, 30ms, start_of_day);
    shedding.count_refused(now);
    shedding.read(15ms, now += 1ms);
    EXPECT_TRUE(shedding.refuses(Urgency::stranger, now)) << "strangers first";
    EXPECT_FALSE(shedding.refuses(Urgency::call, now));
    now = read_for(shedding, 40ms, 30ms, now + 1ms);
    EXPECT_FALSE(shedding.refuses(Urgency::call, now)) << "the machine may have stood still";
    now = read_for(shedding, 20ms, 30ms, now + 1ms);
    EXPECT_TRUE(shedding.refuses(Urgency::call, now));
    shedding.count_refused(now);
    EXPECT_TRUE(shedding.is_on(now));
    EXPECT_FALSE(shedding.is_on(now + 6s));
    EXPECT_EQ(shedding.refused(), 2U);
}

TEST(Shedding, AMachineThatStoodStillIsNoOverload) {
    Shedding shedding;
    for (auto now = start_of_day; now < start_of_day + 10s; now += 500ms) {
        shedding.read(300ms, now);
        EXPECT_EQ(refused_of(shedding, now), 0)
            << "what it had kept waiting was served, and then nothing waited";
    }
}

TEST(Shedding, WhatWasSeenLongAgoProvesNothing) {
    Shedding shedding;
    const auto now = read_for(shedding, 150ms, 30ms, start_of_day);
    EXPECT_FALSE(shedding.refuses(Urgency::call, now + 1s));
}

TEST(Shedding, TellsTheLongestWaitOfTheLastSeconds) {
    Shedding shedding;
    shedding.read(40ms, start_of_day);
    shedding.read(3ms, start_of_day + 1100ms);
    EXPECT_EQ(shedding.longest_wait(start_of_day + 1200ms), Duration{40ms});
    EXPECT_EQ(shedding.longest_wait(start_of_day + 2200ms), Duration{3ms});
    EXPECT_EQ(shedding.longest_wait(start_of_day + 9s), Duration{});
}

Urgency urgency(const std::string& method, const std::string& uri, bool known = true,
                const std::string& more = {}, const std::string& to = "<sip:7@h>",
                const std::string& taken = {}) {
    const auto text = method + ' ' + uri +
                      " SIP/2.0\r\nVia: SIP/2.0/UDP h;rport\r\nFrom: <sip:2@h>;tag=a\r\nTo: " + to +
                      "\r\nCall-ID: c\r\nCSeq: 1 " + method + "\r\n" + more + "\r\n";
    return urgency_of(glance_at(text).value(),
                      {.known = [&] { return known; },
                       .retrieves = [](std::string_view asked) { return dialled_in(asked) == "701"; },
                       .taken = [&](std::string_view call_id) { return taken == call_id; }});
}

TEST(Urgency, IsInTheOrderInWhichSomebodyWouldMissIt) {
    EXPECT_EQ(urgency("INVITE", "sip:7@h", true, {}, "<sip:7@h>;tag=b"), Urgency::dialog);
    EXPECT_EQ(urgency("INVITE", "sip:7@h", false, {}, "<sip:7@h>", "c"), Urgency::dialog)
        << "a copy of what is being answered";
    for (const auto* method : {"ACK", "BYE", "CANCEL", "PRACK", "UPDATE", "INFO", "NOTIFY"})
        EXPECT_EQ(urgency(method, "sip:7@h", false), Urgency::dialog) << method;
    EXPECT_EQ(urgency("INVITE", "sip:701@h"), Urgency::retrieval);
    EXPECT_EQ(urgency("INVITE", "sip:park@h;orbit=701"), Urgency::retrieval);
    EXPECT_EQ(urgency("INVITE", "sip:7@h", true, "Replaces: c;to-tag=1;from-tag=2\r\n"), Urgency::retrieval);
    for (const auto* method : {"REGISTER", "SUBSCRIBE", "OPTIONS", "MESSAGE"})
        EXPECT_EQ(urgency(method, "sip:h", false), Urgency::upkeep) << method;
    EXPECT_EQ(urgency("INVITE", "sip:700@h"), Urgency::call);
    EXPECT_EQ(urgency("REFER", "sip:700@h"), Urgency::call);
    EXPECT_EQ(urgency("INVITE", "sip:701@h", false), Urgency::stranger)
        << "else anybody could dial slots all day";
}

/// One thread that serves a queue: a park takes it 0.8 ms, a retrieval and what follows 1.2 ms, a refusal 20
/// us. Who has parked retrieves within a second or so. The clock is the thread's.
struct Office {
    struct Request {
        Instant came;
        bool retrieval;
    };
    Shedding shedding;
    std::deque<Request> queue;
    std::multimap<Instant, Request> later;
    int whole{}, refused{}, taken{};
    Duration longest{};  ///< once the first that were parked are retrieved

    void serve_one(Instant& now) {
        const auto [came, retrieval] = queue.front();
        queue.pop_front();
        shedding.read(now - came, now);
        if (shedding.refuses(retrieval ? Urgency::retrieval : Urgency::call, now)) {
            shedding.count_refused(now);
            ++refused;
            now += 20us;
            return;
        }
        if (!retrieval) shedding.count_taken(now);
        now += retrieval ? Duration{1200us} : Duration{800us};
        if (now > start_of_day + 3s) longest = std::max(longest, now - came);
        whole += retrieval;
        if (retrieval) return;
        const auto back = now + 500ms + ++taken * 37 % 1000 * 1ms;
        later.emplace(back, Request{back, true});
    }

    void live(Duration time, double cycles_per_second) {
        auto now = start_of_day, next = now;
        const Duration gap{static_cast<Duration::rep>(1e6 / cycles_per_second)};
        while (now < start_of_day + time) {
            for (; next <= now; next += gap) later.emplace(next, Request{next, false});
            while (!later.empty() && later.begin()->first <= now) {
                queue.push_back(later.begin()->second);
                later.erase(later.begin());
            }
            queue.empty() ? void(now = std::min(next, later.empty() ? next : later.begin()->first))
                          : serve_one(now);
        }
    }
};

TEST(AnOfficeBeyondItsCapacity, StillServesNineTenthsOfItInTime) {
    constexpr double capacity = 500, seconds = 20;
    for (const double times : {1.0, 2.0, 5.0, 10.0}) {
        Office office;
        office.live(20s, times * capacity);
        EXPECT_GE(office.whole, 0.9 * capacity * (seconds - 1.5)) << times;
        EXPECT_LE(office.longest, Duration{200ms}) << times;
    }
}

TEST(AnOfficeBeyondItsCapacity, RefusesNobodyBelowIt) {
    Office office;
    office.live(20s, 450);
    EXPECT_EQ(office.refused, 0);
    EXPECT_GE(office.whole, 450 * 18);
}

}  // namespace
}  // namespace layby::sip
