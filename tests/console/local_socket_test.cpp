// The API at a Unix socket: whom the rights of its file let in, and what becomes of the file.
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "console/http_server.hpp"
#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct ASocket : testing::Test {
    std::filesystem::path folder = testing::TempDir() + "layby-socket-" + std::to_string(getpid());
    std::string path = folder / "layby.sock";
    FakeDesk fake;

    ASocket() { std::filesystem::create_directories(folder); }
    ~ASocket() override { std::filesystem::remove_all(folder); }

    Doors doors(const std::string& group = {}) const { return {"127.0.0.1", 0, the_token, {{path, group}}}; }
    unsigned mode() const {
        struct stat found {};
        stat(path.c_str(), &found);
        return found.st_mode & 0777;
    }
    static Reply get(RawClient& client, const std::string& what) {
        return client.ask("GET " + what + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    bool answers() const {
        RawClient client(path);
        return get(client, "/api/v1/lots").status == 200;
    }
};

TEST_F(ASocket, LetsItsOwnerDoEverythingWithoutAToken) {
    HttpServer server(doors(), fake.desk());
    EXPECT_THAT(server.sockets(), ElementsAre(path));
    EXPECT_EQ(mode(), 0600U);
    EXPECT_TRUE(answers());
    RawClient client(path);
    EXPECT_EQ(
        client.ask("POST /api/v1/lots/main/slots/701/release HTTP/1.1\r\nHost: localhost\r\n\r\n").status,
        200);
    EXPECT_THAT(fake.orders, ElementsAre(FakeDesk::Order{"release", "main", 701, ""}));
}

TEST_F(ASocket, IsOpenToAGroupThatIsNamed) {
    const auto* own = getgrgid(getgid());
    ASSERT_NE(own, nullptr);
    HttpServer server(doors(own->gr_name), fake.desk());
    EXPECT_EQ(mode(), 0660U);
    EXPECT_TRUE(answers());
}

TEST_F(ASocket, ForAGroupThatThereIsNotIsNotOpened) {
    HttpServer server(doors("no-such-group-here"), fake.desk());
    EXPECT_THAT(server.sockets(), IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(path)) << "left behind";
    EXPECT_EQ(RawClient(server.port()).get("/api/v1/lots").status, 200);
}

TEST_F(ASocket, IsGoneWithTheServer) {
    { HttpServer server(doors(), fake.desk()); }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ASocket, TakesThePlaceOfWhatADeadServerLeft) {
    const int dead = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path.copy(at.sun_path, sizeof at.sun_path - 1);
    ASSERT_EQ(bind(dead, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    close(dead);
    HttpServer server(doors(), fake.desk());
    EXPECT_TRUE(answers());
}

TEST_F(ASocket, OfAServerThatLivesIsLeftAlone) {
    HttpServer first(doors(), fake.desk());
    {
        HttpServer second(doors(), fake.desk());
        EXPECT_THAT(second.sockets(), IsEmpty());
    }
    EXPECT_TRUE(answers());
}

TEST_F(ASocket, NeverReplacesAFileThatIsNone) {
    std::ofstream(path) << "precious";
    HttpServer server(doors(), fake.desk());
    EXPECT_THAT(server.sockets(), IsEmpty());
    EXPECT_EQ(std::filesystem::file_size(path), 8U);
}

TEST_F(ASocket, WithTooLongANameCostsNothingButItself) {
    path = folder / std::string(120, 'x');
    HttpServer server(doors(), fake.desk());
    EXPECT_THAT(server.sockets(), IsEmpty());
    EXPECT_EQ(RawClient(server.port()).get("/healthz").status, 200);
}

TEST_F(ASocket, IsOpenThoughACrowdStandsAtTheOtherDoor) {
    HttpServer server(doors(), fake.desk(), {.connections = 2});
    RawClient one(server.port()), two(server.port());
    ASSERT_EQ(one.get("/healthz").status, 200);
    ASSERT_EQ(two.get("/healthz").status, 200);
    EXPECT_TRUE(RawClient(server.port()).closed());
    EXPECT_TRUE(answers());
}

TEST_F(ASocket, BelievesNoPageOfAnotherSite) {
    HttpServer server(doors(), fake.desk());
    RawClient client(path);
    EXPECT_EQ(
        client.ask("GET /api/v1/lots HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n")
            .status,
        403);
}

}  // namespace
}  // namespace layby::console
