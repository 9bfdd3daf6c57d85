// The board's files over a real socket.
#include "console/pages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::HasSubstr;
using testing::Not;

class TheBoard : public testing::Test {
  protected:
    Reply get(const std::string& target, const std::string& fields = {}, const char* method = "GET") {
        RawClient client(server.port());
        client.send(std::string(method) + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + fields +
                    "\r\n");
        return client.reply(std::string_view(method) == "HEAD");
    }

    FakeDesk desk;
    HttpServer server{loopback(), desk.desk()};
};

TEST_F(TheBoard, IsServedToWhoHasNoTokenYet) {
    const auto page = get("/");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.fields.at("content-type"), "text/html; charset=utf-8");
    EXPECT_THAT(page.body, HasSubstr("<script type=\"module\""));
    EXPECT_EQ(get("/?wall").body, page.body);
    EXPECT_EQ(get("/board.js").fields.at("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(get("/svelte.js").fields.at("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(get("/phone.js").fields.at("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(get("/configuration.js").fields.at("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(get("/pages.js").fields.at("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(get("/board.css").fields.at("content-type"), "text/css; charset=utf-8");
    EXPECT_EQ(get("/icon.svg").fields.at("content-type"), "image/svg+xml");
    EXPECT_EQ(get("/api/v1/lots").status, 401);
}

TEST_F(TheBoard, OpensFromALinkOnAnotherSite) {
    EXPECT_EQ(get("/", "Sec-Fetch-Site: cross-site\r\n").status, 200);
}

TEST_F(TheBoard, LoadsNothingFromElsewhereAndStandsInNobodysFrame) {
    const auto page = get("/");
    const auto& policy = page.fields.at("content-security-policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
    EXPECT_EQ(page.fields.at("x-content-type-options"), "nosniff");
    for (const char* from : {"http://", "https://", "style=", "<style"})
        EXPECT_THAT(page.body, Not(HasSubstr(from)));
}

TEST_F(TheBoard, IsKeptByTheBrowserUntilItChanges) {
    const auto script = get("/board.js");
    EXPECT_EQ(script.fields.at("cache-control"), "no-cache");
    const auto& etag = script.fields.at("etag");
    EXPECT_NE(etag, get("/board.css").fields.at("etag"));
    const auto again = get("/board.js", "If-None-Match: " + etag + "\r\n", "HEAD");
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.fields.at("etag"), etag);
    EXPECT_FALSE(again.fields.contains("content-length"));
    EXPECT_EQ(get("/board.js", "If-None-Match: \"another\"\r\n").body, script.body);
}

TEST_F(TheBoard, IsOnlyThere) {
    EXPECT_EQ(get("/board.txt").status, 401);  // the API says whether there is something
    EXPECT_EQ(get("/board.js/", token_field()).status, 404);
    EXPECT_EQ(get("/", token_field() + "Content-Length: 0\r\n", "POST").status, 404);
}

TEST_F(TheBoard, KnowsTheServersTime) {
    const auto date = get("/api/v1/version", token_field()).fields.at("date");
    EXPECT_THAT(date, testing::ContainsRegex(
                          "^[A-Z][a-z][a-z], [0-9][0-9] [A-Z][a-z][a-z] 20[0-9][0-9] ..:..:.. GMT$"));
}

}  // namespace
}  // namespace layby::console
