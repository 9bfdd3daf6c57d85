// What a supervisor hears, at a real socket.
#include "layby/supervisor.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

namespace layby::app {
namespace {

/// The supervisor's end.
class Ear {
  public:
    explicit Ear(const std::string& name) : path_(name) {
        socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        name.copy(at.sun_path, name.size());
        if (name.front() == '@') at.sun_path[0] = '\0';
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&at), length), 0);
    }
    ~Ear() {
        close(socket_);
        std::filesystem::remove(path_);
    }
    Ear(const Ear&) = delete;
    Ear& operator=(const Ear&) = delete;
    /// What was told next; empty: nothing was.
    std::string heard() const {
        std::array<char, 100> room{};
        const auto length = recv(socket_, room.data(), room.size(), 0);
        return {room.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
    }
    const std::string& path() const { return path_; }

  private:
    std::string path_;
    int socket_{-1};
};

std::string scratch_name(const std::string& name) {
    return testing::TempDir() + "layby-" + name + "-" + std::to_string(getpid());
}

TEST(ASupervisor, HearsWhatItIsToldAtAPathAndAtAnAbstractSocket) {
    const Ear file(scratch_name("ear")), abstract("@layby-ear-" + std::to_string(getpid()));
    for (const auto* ear : {&file, &abstract}) {
        Supervisor(ear->path()).tell("READY=1");
        EXPECT_EQ(ear->heard(), "READY=1");
    }
}

TEST(ASupervisor, ThatIsNotThereCostsNothing) {
    Supervisor("").tell("READY=1");
    Supervisor(scratch_name("nobody")).tell("READY=1");
    Supervisor(std::string(200, 'x')).tell("READY=1");
}

/// The environment as it was, afterwards.
struct AnEnvironment : testing::Test {
    ~AnEnvironment() override { clear(); }
    static void clear() {
        for (const auto* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(name);
    }
    static std::optional<Duration> rhythm(const std::string& usec, const std::string& pid) {
        setenv("NOTIFY_SOCKET", "/nowhere", 1);
        setenv("WATCHDOG_USEC", usec.c_str(), 1);
        setenv("WATCHDOG_PID", pid.c_str(), 1);
        return Supervisor::of_environment().rhythm();
    }
};

TEST_F(AnEnvironment, SaysHowOftenThisProcessHasToTellThatItLives) {
    const auto us = std::to_string(getpid());
    EXPECT_EQ(rhythm("30000000", us), Duration{10s});
    EXPECT_EQ(rhythm("30000000", "1"), std::nullopt) << "another process is asked";
    for (const auto* wrong : {"", "0", "-3", "soon", "30000000s"}) EXPECT_EQ(rhythm(wrong, us), std::nullopt);
    unsetenv("WATCHDOG_PID");
    EXPECT_EQ(Supervisor::of_environment().rhythm(), std::nullopt);
    clear();
    EXPECT_EQ(Supervisor::of_environment().rhythm(), std::nullopt);
}

TEST(APulse, BeatsWhenItsTimeHasComeAndSomebodyAsks) {
    const Ear ear(scratch_name("pulse"));
    const Supervisor supervisor(ear.path(), 30s);
    const Instant start{1h};
    Pulse pulse(supervisor, start);
    EXPECT_EQ(ear.heard(), "");
    for (const auto now : {start, start + 10s, start + 20s}) {
        EXPECT_LE(pulse.next_deadline(), now);
        pulse.expire(now - 1us);
        pulse.expire(now);
        pulse.expire(now);
        EXPECT_EQ(pulse.next_deadline(), now + 10s);
    }
    for (int beat = 0; beat < 3; ++beat) EXPECT_EQ(ear.heard(), "WATCHDOG=1");
    EXPECT_EQ(ear.heard(), "");
}

TEST(APulse, NeverBeatsWhereNobodyListens) {
    const Supervisor nobody("");
    EXPECT_EQ(Pulse(nobody, Instant{1h}).next_deadline(), std::nullopt);
}

}  // namespace
}  // namespace layby::app
