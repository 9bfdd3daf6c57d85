// The whole server in this process: starts, answers its API, reads its file again, ends.
#include "layby/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <future>
#include <thread>

#include "layby/client.hpp"
#include "layby/housekeeper.hpp"
#include "layby/serve.hpp"

namespace layby::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

const std::string anywhere = R"(
[sip]
listen = ["udp:127.0.0.1:0", "tcp:127.0.0.1:0"]
[console]
listen = "127.0.0.1:0"
)";
const std::string ann = "[[user]]\nname = \"201\"\npassword = \"correct horse\"\n";

settings::Settings office(const std::string& toml) {
    return std::get<settings::Settings>(settings::read_text(toml, "office.toml"));
}

const Chores no_chores{};
const std::string the_token{"a token of this test"};

/// A server that runs on the test's thread while `act` uses its API from another one; then it ends.
void while_it_runs(const settings::Settings& settings, const std::function<void(Server&, Client&)>& act) {
    Server server(settings, no_chores, nullptr, {.token = the_token});
    std::thread user([&] {
        Client client("127.0.0.1:" + std::to_string(server.api_port()), the_token);
        act(server, client);
        server.end();
    });
    server.run();
    user.join();
}

TEST(AServer, ListensWhereItWasToldAndEndsWhenItIsAskedTo) {
    Server server(office(anywhere + ann), no_chores);
    ASSERT_EQ(server.listening().size(), 2U);
    for (const auto& listen : server.listening()) EXPECT_NE(listen.port, 0);
    server.end();
    server.run();
}

TEST(AServer, AnswersEveryQuestionOfItsApi) {
    while_it_runs(office(anywhere + ann), [](Server&, Client& client) {
        for (const std::string what : {"status", "lots", "calls", "registrations", "version"}) {
            EXPECT_EQ(client.get("/api/v1/" + what).status, 200) << what;
        }
        EXPECT_EQ(client.get("/healthz").status, 200);
        EXPECT_EQ(client.post("/api/v1/lots/main/slots/701/release", "").status, 404);
        EXPECT_EQ(client.post("/api/v1/lots/main/slots/701/retrieve", R"({"user":"201"})").status, 404);
    });
}

TEST(AServer, HasNewLotsAfterAChange) {
    while_it_runs(office(anywhere + ann), [](Server& server, Client& client) {
        EXPECT_EQ(client.get("/api/v1/lots/second").status, 404);
        server.change(
            office(anywhere + ann + "[[lot]]\nname = \"second\"\npark = \"800\"\nslots = \"801-809\"\n"), {});
        std::promise<void> changed;
        server.then([&] { changed.set_value(); });
        changed.get_future().wait();
        EXPECT_EQ(client.get("/api/v1/lots/second").status, 200);
    });
}

TEST(AServer, NamesThePortThatIsInUse) {
    Server first(office(anywhere + ann), no_chores);
    const auto taken = std::to_string(first.api_port());
    auto settings = office(anywhere + ann);
    settings.console.port = first.api_port();
    try {
        Server second(settings, no_chores);
        FAIL() << "two servers share a port";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), HasSubstr(taken + "/tcp"));
        EXPECT_THAT(error.what(), HasSubstr("in use"));
    }
}

/// What `serve` says and returns for a file that must not start.
struct AStart : testing::Test {
    std::filesystem::path file = testing::TempDir() + "layby-app-" + std::to_string(getpid()) + ".toml";
    ~AStart() override { std::filesystem::remove(file); }

    std::string refused(const std::string& toml, ExitCode expected) {
        std::ofstream(file) << toml;
        testing::internal::CaptureStderr();
        const auto code = serve({file, {}, false, "layby"});
        const auto text = testing::internal::GetCapturedStderr();
        EXPECT_EQ(code, expected) << text;
        return text;
    }
};

TEST_F(AStart, WithErrorsInTheFileSaysAllOfThem) {
    const auto text = refused(anywhere + "[[lot]]\nslotz = 3\nrecall = \"soon\"\n", bad_input);
    EXPECT_THAT(text, HasSubstr(":7: "));
    EXPECT_THAT(text, HasSubstr(":8: "));
}

TEST_F(AStart, WithoutTheFileSaysSo) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(serve({file, {}, false, "layby"}), bad_input);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr(file.string()));
}

TEST_F(AStart, WithoutAPlaceForPasswordsSaysWhatToDo) {
    EXPECT_THAT(
        refused(anywhere + "[[user]]\nname = \"201\"\n", bad_input),
        HasSubstr("user 201 has no password: write one into the file, or name a directory with --state"));
}

TEST_F(AStart, OnASipPortInUseSaysWhich) {
    const int busy = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(bind(busy, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    socklen_t size = sizeof at;
    getsockname(busy, reinterpret_cast<sockaddr*>(&at), &size);
    const auto port = std::to_string(ntohs(at.sin_port));
    const auto text = refused(
        "[sip]\nlisten = [\"udp:127.0.0.1:" + port + "\"]\n[console]\nlisten = \"127.0.0.1:0\"\n" + ann,
        failed);
    EXPECT_THAT(text, HasSubstr(port + "/udp"));
    EXPECT_THAT(text, HasSubstr("in use"));
    close(busy);
}

TEST(AServer, ThatDrainsEndsByItselfWhenNobodyIsThere) {
    Server server(office(anywhere + ann), no_chores, nullptr, {.token = the_token});
    std::thread user([&] {
        Client client("127.0.0.1:" + std::to_string(server.api_port()), the_token);
        EXPECT_EQ(client.post("/api/v1/drain", "{}").status, 202);
    });
    EXPECT_EQ(server.run(), Ending::goodbye);
    user.join();
}

TEST(AServer, ThatKeepsNothingSaysGoodbyeInsteadOfLeaving) {
    Server server(office(anywhere + ann), no_chores);
    server.leave(Ending::left);
    EXPECT_EQ(server.run(), Ending::goodbye);
}

TEST(TheHousekeeper, RunsErrandsAndObeysSignals) {
    block_signals();
    Errands errands;
    std::promise<void> early, later, read, left, ended;
    errands.ask([&] { early.set_value(); });
    const Housekeeper housekeeper(errands, {.end = [&] { ended.set_value(); },
                                            .leave = [&] { left.set_value(); },
                                            .reload = [&] { read.set_value(); }});
    const auto happens = [](std::promise<void>& event) {
        return event.get_future().wait_for(10s) == std::future_status::ready;
    };
    EXPECT_TRUE(happens(early));
    errands.ask([&] { later.set_value(); });
    EXPECT_TRUE(happens(later));
    kill(getpid(), SIGHUP);
    EXPECT_TRUE(happens(read));
    kill(getpid(), SIGUSR1);
    EXPECT_TRUE(happens(left));
    kill(getpid(), SIGTERM);
    EXPECT_TRUE(happens(ended));
}

}  // namespace
}  // namespace layby::app
