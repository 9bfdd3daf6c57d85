// Somebody who has logged in at the console, and asks by a connection of its own each time.
#pragma once
#include <gtest/gtest.h>

#include <string>

#include "raw_client.hpp"

namespace layby::console {

struct LoggedIn {
    std::uint16_t port{};
    std::string cookie, csrf_token;

    Reply ask(const std::string& method, const std::string& path, const std::string& body = {}) const {
        RawClient client(port);
        return client.bare(method, path, body,
                           "Cookie: " + cookie + "\r\nX-CSRF-Token: " + csrf_token + "\r\n");
    }
};

inline LoggedIn logged_in(std::uint16_t port, const std::string& name, const std::string& password) {
    RawClient door(port);
    const auto reply = door.bare("POST", "/api/v1/session",
                                 R"({"name":")" + name + R"(","password":")" + password + R"("})");
    EXPECT_EQ(reply.status, 200) << reply.body;
    if (reply.status != 200) return {};
    const auto set = reply.fields.at("set-cookie");
    return {port, set.substr(0, set.find(';')), reply.json()["csrf_token"]};
}

/// As one who has the phone of 201, by an account that is made for that.
inline LoggedIn logged_in_as(RawClient& admin, std::uint16_t port, const std::string& name,
                             const std::string& role) {
    admin.put("/api/v1/accounts/" + name,
              R"({"role":")" + role + R"(","password":"a good one","user":"201"})");
    return logged_in(port, name, "a good one");
}

}  // namespace layby::console
