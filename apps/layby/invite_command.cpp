#include "layby/invite_command.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "layby/commands.hpp"
#include "layby/table.hpp"
#include "words/duration_text.hpp"

namespace layby::app {
namespace {

using Json = nlohmann::ordered_json;

std::string member_text(const Json& object, const char* name) {
    return object.at(name).is_string() ? object.at(name).get<std::string>() : std::string{};
}

std::string invitation_path(const std::string& mac) {
    return "/api/v1/provisioning/phones/" + encoded(mac) + "/invitation";
}

std::string standing_text(const Json& invitation) {
    if (invitation.is_null()) return "not invited";
    const auto state = member_text(invitation, "state");
    if (state == "fetched")
        return "has fetched its settings at " + local_time(member_text(invitation, "fetched"));
    const auto until = local_time(member_text(invitation, "until"));
    if (state == "expired") return "its invitation is over since " + until;
    if (state == "begun") return "has begun to fetch, from " + member_text(invitation, "from");
    return "invited until " + until;
}

}  // namespace

ExitCode show_desk_phones(const Client& client, bool json) {
    const auto reply = client.get("/api/v1/provisioning/phones");
    if (reply.status != 200) return refused(reply);
    fmt::print("{}", json ? reply.body + "\n" : desk_phones_text(reply.body));
    return done;
}

ExitCode invite_phone(const Client& client, const InviteShown& wanted) {
    Json body = Json::object();
    if (!wanted.host.empty()) body["host"] = wanted.host;
    if (!wanted.within.empty()) {
        const auto within = read_duration(wanted.within);
        if (!within) {
            fmt::print(stderr, "layby: --within: \"{}\" is not a time like 90s, 10m or 1h\n", wanted.within);
            return bad_input;
        }
        body["within_s"] = std::chrono::duration_cast<std::chrono::seconds>(*within).count();
    }
    const auto reply = client.post(invitation_path(wanted.mac), body.dump());
    if (reply.status != 201) return refused(reply);
    fmt::print("{}", wanted.json ? reply.body + "\n" : invitation_text(reply.body));
    return done;
}

ExitCode withdraw_invitation(const Client& client, const InviteShown& wanted) {
    const auto reply = client.remove(invitation_path(wanted.mac));
    if (reply.status != 200) return refused(reply);
    fmt::print("{}", wanted.json ? reply.body + "\n" : "withdrawn\n");
    return done;
}

std::string desk_phones_text(const std::string& json) {
    const auto parsed = Json::parse(json);
    std::vector<Row> rows;
    for (const auto& phone : parsed.at("phones"))
        rows.push_back({member_text(phone, "mac"), member_text(phone, "phone"), member_text(phone, "user"),
                        standing_text(phone.at("invitation"))});
    return rows.empty() ? "the settings have no [[phone]]\n" : table(rows);
}

std::string invitation_text(const std::string& json) {
    const auto made = Json::parse(json);
    return fmt::format(
        "The {} {} of user {} may fetch its settings once, until {}.\n"
        "Enter this in the phone as the place of its settings:\n\n"
        "  {}\n\n"
        "or, where it has fields for a name and a password:\n\n"
        "  {}\n"
        "  name      {}\n"
        "  password  {}\n\n"
        "It is secret, and isn't shown again.\n",
        member_text(made, "phone"), member_text(made, "mac"), member_text(made, "user"),
        local_time(member_text(made, "until")), member_text(made, "url"),
        member_text(made, "url_without_secret"), member_text(made, "name"), member_text(made, "secret"));
}

}  // namespace layby::app
