// `layby watch`: what comes of the live feed, in lines and tables.
#include "layby/watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "console/fake_desk.hpp"
#include "layby/commands.hpp"
#include "layby/live_lots.hpp"
#include "runtime/log.hpp"

namespace layby::app {
namespace {

using console::FakeDesk;
using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

std::vector<std::string> events_in(const std::vector<std::string>& parts) {
    EventSource source;
    std::vector<std::string> out;
    for (const auto& part : parts)
        source.take(part, [&](const ServerEvent& event) {
            out.push_back(event.id + "|" + event.name + "|" + event.data);
        });
    return out;
}

TEST(AnEventSource, FindsEventsHoweverTheirBytesAreCut) {
    const std::string text =
        ": hello\nretry: 1000\n\nid: 1\nevent: a\ndata: x\n\nid: 2\ndata:y\r\ndata: z\r\n\r\n";
    EXPECT_THAT(events_in({text}), ElementsAre("1|a|x", "2||y\nz"));
    std::vector<std::string> bytes;
    for (const char byte : text) bytes.emplace_back(1, byte);
    EXPECT_EQ(events_in(bytes), events_in({text}));
    EXPECT_THAT(events_in({"id: 3\ndata: unfinished\n"}), ElementsAre());
}

const std::string parked_ann =
    R"({"lot":"main","slot":701,"park":9,"phase":"PHASE","caller":{"name":"Ann","number":"1","anonymous":false},)"
    R"("parker":{"name":"Bob","number":"","anonymous":false,"user":"201"},"since":"2026-11-22T20:54:24.500Z",)"
    R"("next":{"what":"recall","at":"2026-11-22T20:55:24.500Z"},"parker_told":true,"for_user":"","pin":false,"taker":TAKER})";

ServerEvent parked(std::string phase, const std::string& taker = "null") {
    auto text = parked_ann;
    text.replace(text.find("PHASE"), 5, phase);
    text.replace(text.find("TAKER"), 5, taker);
    return {"1", "parked", text};
}

TEST(LotsThatAreWatched, SayInALineWhatHasHappened) {
    LiveLots lots;
    const std::string cleo = R"({"name":"Cleo","number":"203","anonymous":false})";
    EXPECT_THAT(lots.take(parked("reserved")), ElementsAre("main 701: reserved by Bob"));
    EXPECT_THAT(lots.take(parked("waiting")), ElementsAre("main 701: Ann (1) waits, parked by Bob"));
    EXPECT_THAT(lots.take(parked("waiting")), ElementsAre());
    EXPECT_THAT(lots.take(parked("ringing", cleo)), ElementsAre("main 701: ringing Cleo (203)"));
    EXPECT_THAT(lots.take(parked("waiting")), ElementsAre("main 701: Ann (1) waits again"));
    EXPECT_THAT(lots.take(parked("retrieving", cleo)), ElementsAre("main 701: being taken by Cleo (203)"));
    EXPECT_THAT(lots.take({"2", "unparked", R"({"lot":"main","slot":701,"park":8})"}), ElementsAre());
    EXPECT_THAT(lots.take({"2", "unparked", R"({"lot":"main","slot":701,"park":9})"}),
                ElementsAre("main 701: free, Ann (1) has left it"));
    EXPECT_THAT(lots.take({"3", "call", "{}"}), ElementsAre());
    EXPECT_THAT(lots.take({"4", "parked", "no JSON"}), ElementsAre());
}

TEST(LotsThatAreWatched, SayWhatHasHappenedWhileTheServerWasNotHeard) {
    const auto snapshot = [](const std::string& calls) {
        return ServerEvent{
            "1", "snapshot",
            R"({"lots":[{"name":"main","park_number":"700","first_slot":701,"last_slot":720,"parked":[)" +
                calls + "]}]}"};
    };
    LiveLots lots;
    lots.take(snapshot(""));
    lots.take(parked("waiting"));
    auto other = parked("waiting").data;
    other.replace(other.find("\"park\":9"), 8, "\"park\":10");
    EXPECT_THAT(lots.take(snapshot(parked("waiting").data)), ElementsAre());
    EXPECT_THAT(lots.take(snapshot(other)),
                ElementsAre("main 701: free, Ann (1) has left it", "main 701: Ann (1) waits, parked by Bob"));
    EXPECT_THAT(lots.take(snapshot("")), ElementsAre("main 701: free, Ann (1) has left it"));
}

TEST(LotsThatAreWatched, KnowAgesWhichTheFeedDoesNotSay) {
    LiveLots lots;
    lots.take(
        {"1", "snapshot",
         R"({"lots":[{"name":"main","park_number":"700","first_slot":701,"last_slot":720,"parked":[]}]})"});
    lots.take(parked("waiting"));
    const auto since =
        LiveLots::Wall{} + std::chrono::seconds(1'795'380'864) + 500ms;  // 2026-11-22T20:54:24.5Z
    const auto call = lots.lots(since + 42s).at("lots").at(0).at("parked").at(0);
    EXPECT_NEAR(call.at("since_s").get<double>(), 42.0, 0.002);
    EXPECT_NEAR(call.at("next").at("in_s").get<double>(), 18.0, 0.002);
    EXPECT_TRUE(lots.lots(since, "attic").is_null());
    EXPECT_THAT(lots_text(lots.lots(since + 42s).dump()), HasSubstr("recall in 0:18"));
}

struct AWatch : testing::Test {
    FakeDesk fake;
    std::unique_ptr<console::HttpServer> server =
        std::make_unique<console::HttpServer>(console::loopback(), fake.desk());
    const std::uint16_t port = server->port();
    Client client{"127.0.0.1:" + std::to_string(port), console::the_token};

    AWatch() {
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("silent"));  // `serve` took its own away
        spdlog::set_level(spdlog::level::off);
    }
    ~AWatch() override { spdlog::set_level(spdlog::level::info); }

    void leaves() { server->tell(std::vector<calls::Shown>{calls::ParkOver{{9}}}); }
    /// What it prints while `meanwhile` happens, again and again until it ends.
    std::string said(const WatchWanted& wanted, ExitCode expected, const std::function<void()>& meanwhile) {
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        auto code = std::async(std::launch::async, [&] { return watch(client, wanted); });
        while (code.wait_for(20ms) != std::future_status::ready) meanwhile();
        const auto text = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
        EXPECT_EQ(code.get(), expected) << text;
        return text;
    }
};

TEST_F(AWatch, ShowsTheTableAndThenALineForEachThingThatHappens) {
    bool left = false;
    const auto text = said({.count = 2}, done, [&] {
        left ? server->tell(std::vector<calls::Shown>{fake.ann()}) : leaves();
        left = !left;
    });
    EXPECT_THAT(text, HasSubstr("Lot main: park 700, slots 701-720, 1 of 20 taken.\n"));
    EXPECT_THAT(text, HasSubstr("  main 701: free, Ann Lee (5551234) has left it\n"));
}

TEST_F(AWatch, SaysEachEventAsTheApiDoes) {
    const auto text = said({.json = true, .count = 2}, done, [&] { leaves(); });
    EXPECT_THAT(text, testing::StartsWith(R"({"event":"snapshot","id":")"));
    EXPECT_THAT(text, HasSubstr(R"("data":{"lot":"main","slot":701,"park":9}})"));
}

TEST_F(AWatch, GoesOnWhenTheServerComesBack) {
    bool gone = false;
    const auto text = said({.json = true, .count = 2}, done, [&] {
        if (std::exchange(gone, true)) return;
        std::this_thread::sleep_for(100ms);
        server.reset();
        server = std::make_unique<console::HttpServer>(console::loopback(port), fake.desk());
    });
    EXPECT_THAT(text.substr(10), HasSubstr(R"({"event":"snapshot")"));
}

TEST_F(AWatch, SaysWhyItCantBegin) {
    EXPECT_THAT(said({.lot = "attic"}, failed, [] {}), HasSubstr("there is no lot \"attic\""));
    const Client stranger("127.0.0.1:" + std::to_string(port), "not the token");
    testing::internal::CaptureStderr();
    EXPECT_EQ(watch(stranger, {}), failed);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("not a token of this server"));
    server.reset();
    EXPECT_THROW(watch(client, {}), NoServer);
}

}  // namespace
}  // namespace layby::app
