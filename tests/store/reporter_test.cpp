// What is said aloud about the disk.
#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

#include "runtime/log.hpp"
#include "store/writing/reporter.hpp"

namespace layby::store {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct AFailingDisk : testing::Test {
    std::ostringstream log;
    std::shared_ptr<spdlog::logger> before = spdlog::default_logger();

    AFailingDisk() {
        auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(log);
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink));
    }
    ~AFailingDisk() override { spdlog::set_default_logger(before); }

    int complaints() const {
        int out = 0;
        for (std::size_t at = 0; (at = log.str().find("nothing can be written", at)) != std::string::npos;
             ++at)
            ++out;
        return out;
    }
};

TEST_F(AFailingDisk, IsComplainedOfAtOnceButNotAtEachTry) {
    Reporter reporter(1h);
    for (int i = 0; i < 100; ++i) reporter.failing("disk full");
    EXPECT_EQ(complaints(), 1);
    EXPECT_THAT(log.str(), HasSubstr("disk full"));
}

TEST_F(AFailingDisk, IsComplainedOfAgainWhileItLasts) {
    Reporter reporter(0ms);
    for (int i = 0; i < 3; ++i) reporter.failing("disk full");
    EXPECT_EQ(complaints(), 3);
}

TEST_F(AFailingDisk, ThatIsWellAgainIsSaidToBeOnce) {
    Reporter reporter(1h);
    reporter.failing("disk full");
    reporter.durable(1);
    reporter.durable(2);
    EXPECT_EQ(log.str().find("takes changes again"), log.str().rfind("takes changes again"));
    EXPECT_THAT(log.str(), HasSubstr("takes changes again"));
    reporter.failing("disk full");
    EXPECT_EQ(complaints(), 2);
}

}  // namespace
}  // namespace layby::store
