#include "layby/messages_command.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "layby/commands.hpp"
#include "layby/table.hpp"

namespace layby::app {
namespace {

using Json = nlohmann::ordered_json;

std::string path_of_message(const std::string& message, const char* what = "") {
    return "/api/v1/messages/" + encoded(id_of(message)) + what;
}

}  // namespace

std::string messages_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{{"MESSAGE", "BOX", "CALLER", "WHERE", "WHEN", "LENGTH", "HEARD"}};
    for (const auto& message : json.at("messages"))
        rows.push_back({id_text(message.at("id")), message.at("box"), party_text(message.at("caller")),
                        fmt::format("{} {}", message.at("lot").get<std::string>(), message.at("slot").dump()),
                        local_time(message.at("recorded_at")),
                        clock_text(message.at("length_s").get<double>()),
                        message.at("heard").get<bool>() ? "yes" : "no"});
    return rows.size() == 1 ? "There are no messages.\n" : table(rows);
}

ExitCode show_messages(const Client& client, const std::string& box, bool json) {
    const auto reply = client.get(with_query("/api/v1/messages", {{"box", box}}));
    if (reply.status != 200) return refused(reply);
    print(json ? reply.body + "\n" : messages_text(reply.body));
    return done;
}

ExitCode save_message(const Client& client, const std::string& message, const std::string& file) {
    const auto reply = client.get(path_of_message(message, "/sound"));
    if (reply.status != 200) return refused(reply);
    if (const auto kept = keep_private(file, reply.body); kept != done || file == "-") return kept;
    print(fmt::format("Saved in {}.\n", file));
    return done;
}

ExitCode mark_message(const Client& client, const std::string& message, bool heard) {
    const auto reply = client.patch(path_of_message(message), Json{{"heard", heard}}.dump());
    if (reply.status != 200) return refused(reply);
    print(messages_text(Json{{"messages", Json::array({Json::parse(reply.body)})}}.dump()));
    return done;
}

ExitCode delete_message(const Client& client, const std::string& message) {
    const auto reply = client.remove(path_of_message(message));
    if (reply.status != 200) return refused(reply);
    print("Deleted.\n");
    return done;
}

}  // namespace layby::app
