// The way to phones behind a NAT is kept open.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire.hpp"

namespace layby::sip::test {
namespace {

using namespace std::chrono_literals;

struct KeptOpen : testing::Test {
    trace::Tape tape{{.keep = 1h, .bytes = 1 << 20}};
    Wire wire;

    /// Messages on the tape that say so.
    std::size_t noted(std::string_view what) const {
        std::size_t found = 0;
        for (const auto& page : tape.pages())
            trace::for_each_entry(*page, [&](const trace::Entry& entry) {
                found += entry.text.find(what) != std::string_view::npos ? 1 : 0;
            });
        return found;
    }
    void open(KeepAlive how = KeepAlive::options, Duration every = 25s) {
        auto options = asking(how, every);
        wire.open(options);
    }
    Options asking(KeepAlive how, Duration every = 25s) {
        Options options;
        options.accounts = {{"201", "secret"}, {"202", "secret"}};
        options.keep_alive = {how, every, false};
        options.tape = &tape;
        return options;
    }
    /// `contact`: as whom the phone sees itself.
    void registers(Peer& phone, const std::string& contact = "sip:201@192.168.1.5:5060", int expires = 600) {
        const auto ask =
            phone.request("REGISTER", "sip:layby", "201",
                          "Contact: <" + contact + ">;expires=" + std::to_string(expires) + "\r\n");
        EXPECT_EQ(wire.ask(phone, proving(ask, wire.ask(phone, ask), "201", "secret")).status(), 200);
    }
    Peer& phone(bool answers = true) {
        auto& peer = wire.add<Peer>();
        if (answers) peer.script = [](const Text& request) { return response(request, 200); };
        return peer;
    }
    /// First it answers, and then not for as long as it takes to be marked.
    Peer& phone_that_falls_silent() {
        auto& behind = phone();
        registers(behind);
        wire.pass(30s);
        behind.script = nullptr;
        EXPECT_TRUE(answers());
        wire.pass(110s);
        return behind;
    }
    std::uint64_t sent() { return wire.front().counters().keep_alives; }
    bool answers() { return wire.endpoint().registrations().at(0).answers; }
};

TEST_F(KeptOpen, APhoneBehindNatIsAskedOnceInItsInterval) {
    open();
    auto& behind = phone();
    registers(behind);
    wire.pass(26s);
    EXPECT_THAT(behind.count("OPTIONS"), testing::AllOf(testing::Ge(1u), testing::Le(2u)));
    wire.pass(100s);
    EXPECT_THAT(behind.count("OPTIONS"), testing::AllOf(testing::Ge(5u), testing::Le(6u)));
    EXPECT_EQ(behind.last().uri(), "sip:201@192.168.1.5:5060") << "at the source, and by its own name";
    wire.reload(asking(KeepAlive::off));
    wire.pass(10s);
    EXPECT_EQ(wire.front().counters().client_transactions, 0u) << "nothing lingers";
}

/// Thousands of them would crowd out the calls.
TEST_F(KeptOpen, NoneIsKeptOnTheTapeButOptionsOfOthersAre) {
    open();
    auto& behind = phone();
    registers(behind);
    wire.pass(60s);
    ASSERT_GE(behind.count("OPTIONS"), 2u);
    EXPECT_GE(noted("REGISTER"), 4u);
    EXPECT_EQ(noted(" OPTIONS\r\n"), 0u);
    EXPECT_EQ(noted("keep-alive-"), 0u);
    wire.ask(behind, behind.request("OPTIONS", "sip:layby", "201"));
    EXPECT_GE(noted("OPTIONS sip:layby"), 1u);
}

TEST_F(KeptOpen, APhoneThatIsWhereItSaysIsLeftAlone) {
    open();
    auto& beside = phone();
    registers(beside, "sip:201@127.0.0.1:" + std::to_string(beside.address().port));
    wire.pass(60s);
    EXPECT_EQ(beside.count("OPTIONS"), 0u);
}

TEST_F(KeptOpen, OffMeansOff) {
    open(KeepAlive::off);
    auto& behind = phone();
    registers(behind);
    wire.pass(60s);
    EXPECT_EQ(behind.count("OPTIONS"), 0u);
    EXPECT_EQ(sent(), 0u);
}

TEST_F(KeptOpen, WhoAnswersNoLongerIsMarkedAndKept) {
    open();
    auto& behind = phone_that_falls_silent();
    EXPECT_FALSE(answers());
    EXPECT_EQ(wire.devices_of("201").size(), 1u) << "it is called all the same";
    behind.script = [](const Text& request) { return response(request, 405); };
    wire.pass(30s);
    EXPECT_TRUE(answers()) << "whatever it says";
}

/// Whether it has moved there or somebody has changed the rules.
TEST_F(KeptOpen, WhoIsNoLongerAskedIsNotMarked) {
    open();
    phone_that_falls_silent();
    ASSERT_FALSE(answers());
    wire.reload(asking(KeepAlive::options));
    EXPECT_FALSE(answers()) << "other rules are no answer";
    wire.reload(asking(KeepAlive::off));
    EXPECT_TRUE(answers());
}

/// Over a restart, say: nobody knows when their routers forget them.
TEST_F(KeptOpen, WhoWasNotKeptUntilNowIsServedSoon) {
    open(KeepAlive::off);
    auto& behind = phone();
    registers(behind);
    wire.reload(asking(KeepAlive::options, 60s));
    wire.pass(6s);
    const auto before = behind.count("OPTIONS");
    EXPECT_GE(before, 1u);
    wire.reload(asking(KeepAlive::options, 2s));
    wire.pass(3s);
    EXPECT_GT(behind.count("OPTIONS"), before) << "a shorter interval counts at once";
}

TEST_F(KeptOpen, WhoHasNeverAnsweredIsNotMarked) {
    open();
    registers(phone(false));
    wire.pass(200s);
    EXPECT_TRUE(answers());
}

TEST_F(KeptOpen, WhoRegistersAgainIsThere) {
    open();
    auto& behind = phone_that_falls_silent();
    ASSERT_FALSE(answers());
    registers(behind);
    EXPECT_TRUE(answers());
}

TEST_F(KeptOpen, WhoHasGoneIsNotAsked) {
    open();
    auto& behind = phone();
    registers(behind);
    registers(behind, "sip:201@192.168.1.5:5060", 0);
    wire.pass(60s);
    EXPECT_EQ(behind.count("OPTIONS"), 0u);
}

/// Phones that come back together are not asked together.
TEST_F(KeptOpen, ManyPhonesAreSpreadOverTheInterval) {
    open();
    constexpr int many = 100;
    std::vector<Peer*> phones;
    for (int i = 0; i < 10; ++i) phones.push_back(&phone());
    for (int i = 0; i < many / 10; ++i)
        registers(*phones[static_cast<std::size_t>(i)], "sip:201@192.168.1." + std::to_string(i + 1));
    std::uint64_t before = 0, most = 0;
    for (int second = 0; second < 26; ++second) {
        wire.pass(1s);
        most = std::max(most, sent() - before);
        before = sent();
    }
    EXPECT_GE(sent(), 10u);
    EXPECT_LE(most, 5u);
}

TEST_F(KeptOpen, AnEmptyLineIsEnoughWhereNobodyNeedAnswer) {
    open(KeepAlive::crlf);
    auto& behind = phone(false);
    registers(behind);
    wire.pass(26s);
    EXPECT_EQ(behind.count("OPTIONS"), 0u);
    EXPECT_GE(sent(), 1u);
    ASSERT_FALSE(behind.inbox.empty());
    EXPECT_EQ(behind.last().raw, "\r\n\r\n");
}

}  // namespace
}  // namespace layby::sip::test
