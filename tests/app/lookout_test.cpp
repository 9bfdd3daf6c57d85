// Names and STUN servers are asked on a thread of their own; what is known is kept.
#include "layby/lookout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

#include <unistd.h>

namespace layby::app {
namespace {

using namespace std::chrono_literals;
using settings::OurAddress;
using testing::ElementsAre;

settings::PeerNetwork network(const std::string& name, OurAddress::Kind kind, const std::string& text) {
    settings::PeerNetwork out;
    out.name = name;
    out.address = {kind, text};
    out.look_up_every = 20ms;
    return out;
}

/// Answers as the test says.
struct Names {
    std::mutex mutex;
    LookedUp answer;
    std::atomic<int> asked{};
    void are(LookedUp now) {
        const std::lock_guard lock(mutex);
        answer = std::move(now);
    }
    Lookout::Ask ask() {
        return [this](const OurAddress&, const sip::SeenAs&) {
            ++asked;
            const std::lock_guard lock(mutex);
            return answer;
        };
    }
};

/// What a lookout has told.
struct Told {
    std::mutex mutex;
    std::vector<std::string> all;
    void listen(Lookout& lookout) {
        lookout.tell([this](const std::string& name, const sip::SeenAs& seen) {
            const std::lock_guard lock(mutex);
            all.push_back(name + " " + seen.v4);
        });
    }
    std::vector<std::string> after(std::size_t count) {
        for (int i = 0; i < 500; ++i, std::this_thread::sleep_for(10ms)) {
            const std::lock_guard lock(mutex);
            if (all.size() >= count) return all;
        }
        const std::lock_guard lock(mutex);
        return all;
    }
};

struct ALookout : testing::Test {
    std::filesystem::path file = std::filesystem::temp_directory_path() /
                                 ("lookout-" + std::to_string(getpid()) + "-" +
                                  testing::UnitTest::GetInstance()->current_test_info()->name());
    Names names;
    Told told;
    std::vector<settings::PeerNetwork> outside{network("outside", OurAddress::Kind::name, "park.example")};
    ALookout() { std::filesystem::remove(file); }
    ~ALookout() override { std::filesystem::remove(file); }
};

TEST_F(ALookout, KnowsWhatWasFound) {
    names.are({{"203.0.113.9"}, {"2001:db8::9"}, {}});
    Lookout lookout("", names.ask());
    lookout.watch(outside);
    EXPECT_EQ(lookout.known(5s).at("outside"), (sip::SeenAs{"203.0.113.9", "2001:db8::9"}));
}

TEST_F(ALookout, WaitsForNobodyForLong) {
    std::atomic<bool> go{};
    {
        Lookout lookout("", [&go](const OurAddress&, const sip::SeenAs&) {
            while (!go) std::this_thread::sleep_for(1ms);
            return LookedUp{};
        });
        lookout.watch(outside);
        EXPECT_TRUE(lookout.known(10ms).empty());
    }  // and its end doesn't wait, either
    go = true;
    std::this_thread::sleep_for(20ms);
}

TEST_F(ALookout, TellsAChangeOnceItIsFoundTwice) {
    names.are({{"203.0.113.9"}, {}, {}});
    Lookout lookout("", names.ask());
    lookout.watch(outside);
    lookout.known(5s);
    told.listen(lookout);
    names.are({{"203.0.113.10"}, {}, {}});
    EXPECT_THAT(told.after(2), ElementsAre("outside 203.0.113.9", "outside 203.0.113.10"));
    const int asked = names.asked;
    names.are({{}, {}, "no answer"});
    while (names.asked < asked + 3) std::this_thread::sleep_for(1ms);
    EXPECT_EQ(told.after(2).size(), 2u) << "what isn't found stays as it was";
    EXPECT_EQ(lookout.known(5s).at("outside").v4, "203.0.113.10");
}

/// STUN over IPv4 is silent while IPv6 answers: our own private address must not stand for the lost one.
TEST_F(ALookout, AKindOfAddressThatNobodyAnswersForStays) {
    names.are({{"203.0.113.9"}, {"2001:db8::9"}, {}});
    Lookout lookout("", names.ask());
    lookout.watch(outside);
    lookout.known(5s);
    told.listen(lookout);
    names.are({{}, {"2001:db8::10"}, {}});
    EXPECT_THAT(told.after(2), ElementsAre("outside 203.0.113.9", "outside 203.0.113.9"));
    EXPECT_EQ(lookout.known(5s).at("outside"), (sip::SeenAs{"203.0.113.9", "2001:db8::10"}));
    names.are({{}, {"2001:db8::10"}, {}, true});
    told.after(3);
    EXPECT_EQ(lookout.known(5s).at("outside"), (sip::SeenAs{{}, "2001:db8::10"})) << "surely gone";
}

TEST_F(ALookout, TwoAddressesInTurnAreNoChange) {
    std::atomic<int> asked{};
    Lookout lookout("", [&asked](const OurAddress&, const sip::SeenAs&) {
        return LookedUp{{++asked % 2 == 1 ? "203.0.113.9" : "203.0.113.10"}, {}, {}};
    });
    lookout.watch(outside);
    lookout.known(5s);
    told.listen(lookout);
    while (asked < 5) std::this_thread::sleep_for(5ms);
    EXPECT_EQ(told.after(1).size(), 1u);
    EXPECT_EQ(lookout.known(5s).at("outside").v4, "203.0.113.9");
}

/// As Debian's installer writes into /etc/hosts for the machine's own name.
TEST_F(ALookout, AnAddressOfTheMachineAloneIsNoAddress) {
    names.are({{"127.0.1.1", "169.254.3.4"}, {"::1", "fe80::1%eth0"}, {}});
    Lookout lookout("", names.ask());
    lookout.watch(outside);
    EXPECT_TRUE(lookout.known(5s).empty());
    EXPECT_THAT(usable(names.answer, outside[0]).why_not, testing::HasSubstr("addresses of this machine"));
}

TEST(Usable, WhoIsOutsideIsToldAPublicAddressIfThereIsOne) {
    auto rule = network("any", OurAddress::Kind::name, "park.example");
    const LookedUp found{{"10.0.0.5", "127.0.1.1", "203.0.113.9"}, {}, {}};
    EXPECT_THAT(usable(found, rule).v4, ElementsAre("203.0.113.9"));
    EXPECT_THAT(usable({{"10.0.0.5"}, {}, {}}, rule).v4, ElementsAre("10.0.0.5"));
    rule.from = {"10.9.0.0/16"};
    EXPECT_THAT(usable(found, rule).v4, ElementsAre("10.0.0.5", "203.0.113.9"));
}

TEST_F(ALookout, RemembersOverARestart) {
    {
        names.are({{"203.0.113.9"}, {}, {}});
        Lookout lookout(file, names.ask());
        lookout.watch(outside);
        lookout.known(5s);
    }
    names.are({{}, {}, "no answer"});
    Lookout lookout(file, names.ask());
    lookout.watch({outside[0], network("other", OurAddress::Kind::stun, "park.example")});
    EXPECT_EQ(lookout.known(0s), (KnownAddresses{{"outside", {"203.0.113.9", {}}}}));
}

/// A network that a reload has added is known from the file: the look-up after that finds nothing new.
TEST_F(ALookout, WhatIsKnownIsToldAnewAfterAReload) {
    {
        names.are({{"203.0.113.9"}, {}, {}});
        Lookout lookout(file, names.ask());
        lookout.watch(outside);
        lookout.known(5s);
    }
    Lookout lookout(file, names.ask());
    told.listen(lookout);
    lookout.watch(outside);
    EXPECT_EQ(told.after(1).at(0), "outside 203.0.113.9");
}

TEST_F(ALookout, WhatIsWrittenElsewhereUnderTheSameNameIsNotRemembered) {
    {
        names.are({{"203.0.113.9"}, {}, {}});
        Lookout lookout(file, names.ask());
        lookout.watch(outside);
        lookout.known(5s);
    }
    names.are({{}, {}, "no answer"});
    Lookout lookout(file, names.ask());
    lookout.watch({network("outside", OurAddress::Kind::name, "another.example")});
    EXPECT_TRUE(lookout.known(2s).empty());
}

TEST_F(ALookout, AnAddressThatIsWrittenIsNotAskedFor) {
    Lookout lookout("", names.ask());
    lookout.watch({network("outside", OurAddress::Kind::fixed, "203.0.113.9")});
    EXPECT_TRUE(lookout.known(1s).empty());
    EXPECT_EQ(names.asked, 0);
}

TEST(Chosen, OneOfSeveralStays) {
    EXPECT_EQ(chosen({"203.0.113.9", "203.0.113.8"}, ""), "203.0.113.8");
    EXPECT_EQ(chosen({"203.0.113.9", "203.0.113.8"}, "203.0.113.9"), "203.0.113.9");
    EXPECT_EQ(chosen({"203.0.113.7"}, "203.0.113.9"), "203.0.113.7");
    EXPECT_EQ(chosen({}, "203.0.113.9"), "");
}

}  // namespace
}  // namespace layby::app
