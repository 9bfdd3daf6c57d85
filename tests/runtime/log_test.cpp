// The lines of the log: what a person reads, and what a program does.
#include "runtime/log.hpp"

#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

namespace layby::log {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

struct Line : testing::Test {
    std::ostringstream out;
    std::shared_ptr<spdlog::logger> before = spdlog::default_logger();
    void SetUp() override {
        auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(out);
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink));
    }
    void TearDown() override { spdlog::set_default_logger(before); }
    void write(Format format) { spdlog::set_formatter(formatter(format)); }
};

TEST_F(Line, HasTheTimeWithItsZone) {
    write(Format::text);
    info("good morning");
    EXPECT_THAT(out.str(), MatchesRegex("[0-9]+-[0-9]+-[0-9]+ [0-9:]+\\.[0-9]+[+-][0-9][0-9]:[0-9][0-9] info "
                                        "good morning\n"));
}

TEST_F(Line, HasItsFieldsBehindTheSentence) {
    write(Format::text);
    event("lot main: slot 701 parked", {{"caller", "Ann \"A\" Lee <030>"}, {"parker", "201"}, {"for", ""}});
    EXPECT_THAT(out.str(), HasSubstr("slot 701 parked caller=\"Ann \\\"A\\\" Lee <030>\" parker=201\n"));
}

TEST_F(Line, IsOneJsonObjectOnRequest) {
    write(Format::json);
    event("slot 701 parked", {{"caller", "Ann \"A\" \\ Lee"}, {"parker", "201"}});
    EXPECT_THAT(out.str(), HasSubstr(R"("level":"info","message":"slot 701 parked",)"
                                     R"("caller":"Ann \"A\" \\ Lee","parker":"201"})"
                                     "\n"));
    EXPECT_TRUE(out.str().starts_with(R"({"time":")"));
}

TEST_F(Line, IsNotBrokenByWhatAPeerSays) {
    write(Format::text);
    event("parked", {{"caller", "x\r\n2026-01-01 info forged\x1b[2J\x1e\x1f"}});
    const std::string told = out.str();
    EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 1);
    EXPECT_EQ(told.find('\x1b'), std::string::npos);
    out.str("");
    write(Format::json);
    info("{}", "a\nb");
    EXPECT_THAT(out.str(), HasSubstr(R"("message":"a b")"));
}

TEST_F(Line, IsCutBetweenCharacters) {
    std::string text(199, 'x');
    EXPECT_EQ(printable(text + "é!"), text);
    EXPECT_EQ(printable("é"), "é");
}

TEST(Counting, IsInGoodEnglish) {
    EXPECT_EQ(counted(0, "call"), "no calls");
    EXPECT_EQ(counted(1, "call"), "1 call");
    EXPECT_EQ(counted(2, "call"), "2 calls");
}

TEST(Levels, AreWords) {
    EXPECT_EQ(level_of("debug"), spdlog::level::debug);
    EXPECT_EQ(level_of("error"), spdlog::level::err);
    EXPECT_EQ(level_of("loud"), std::nullopt);
}

}  // namespace
}  // namespace layby::log
