#include "layby/reload_command.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "layby/checking.hpp"
#include "layby/commands.hpp"

namespace layby::app {
namespace {

using Json = nlohmann::ordered_json;

void say_at_next_start(const Json& reply, const char* verb) {
    for (const auto& part : reply.value("at_next_start", Json::array()))
        fmt::print("[{}] {} changed: this takes effect at the next start.\n", part.get<std::string>(), verb);
}

}  // namespace

ExitCode reload(const Client& client) {
    const auto reply = client.patient().post("/api/v1/reload", "");
    if (reply.status != 200) return refused(reply);
    fmt::print("The configuration was read again; calls in progress stay as they are.\n");
    say_at_next_start(Json::parse(reply.body), "has");
    return done;
}

ExitCode preview_reload(const Client& client) {
    const auto reply = client.patient().post("/api/v1/settings/check", "{}");
    if (reply.status != 200) return refused(reply);
    const auto checked = Json::parse(reply.body);
    for (const auto& problem : checked.at("problems")) say_on_stderr(problem.at("text").get<std::string>());
    if (!checked.at("good").get<bool>()) return failed;
    for (const auto& warning : checked.at("warnings"))
        fmt::print("warning: {}\n", warning.get<std::string>());
    for (const auto& change : checked.at("changes")) fmt::print("{}\n", change.at("text").get<std::string>());
    say_at_next_start(checked, "would be");
    if (checked.at("changes").empty()) fmt::print("Nothing would change.\n");
    return done;
}

}  // namespace layby::app
