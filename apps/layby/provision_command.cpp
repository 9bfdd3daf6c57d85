#include "layby/provision_command.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "layby/commands.hpp"
#include "layby/table.hpp"
#include "settings/private_file.hpp"

namespace layby::app {
namespace {

using Json = nlohmann::ordered_json;

std::string provisioning_path(const ProvisionShown& wanted) {
    const auto path = "/api/v1/users/" + encoded(wanted.user) + "/provisioning/" + encoded(wanted.phone);
    return with_query(path, {{"host", wanted.host},
                             {"transport", wanted.transport},
                             {"lot", wanted.lot},
                             {"keys", wanted.keys > 0 ? std::to_string(wanted.keys) : ""}});
}

ExitCode show_kinds(const Client& client, bool json) {
    const auto reply = client.get("/api/v1/provisioning");
    if (reply.status != 200) return refused(reply);
    fmt::print("{}", json ? reply.body + "\n" : kinds_of_phones_text(reply.body));
    return done;
}

/// For our own user alone: there may be a password in it.
void keep_files(const std::string& json, const std::filesystem::path& directory) {
    const auto parsed = Json::parse(json);
    for (const auto& file : parsed.at("files")) {
        const std::filesystem::path name = file.at("name").get<std::string>();
        const auto path = directory / name.filename();
        settings::write_private(path, file.at("text").get<std::string>());
        fmt::print("{}\n", path.string());
    }
}

void warn_of_marker(const std::string& json) {
    const auto user = Json::parse(json).at("user").get<std::string>();
    fmt::print(stderr,
               "PASSWORD-OF-{} stands where the password belongs; --with-passwords writes it there.\n", user);
}

}  // namespace

ExitCode provision(const Client& client, const ProvisionShown& wanted) {
    if (wanted.phone.empty()) return show_kinds(client, wanted.json);
    const auto path = provisioning_path(wanted);
    const auto reply = wanted.with_password ? client.post(path, "") : client.get(path);
    if (reply.status != 200) return refused(reply);
    if (wanted.json) return fmt::print("{}\n", reply.body), done;
    if (wanted.into.empty())
        fmt::print("{}", settings_text(reply.body));
    else
        keep_files(reply.body, wanted.into);
    if (!wanted.with_password) warn_of_marker(reply.body);
    return done;
}

std::string kinds_of_phones_text(const std::string& json) {
    const auto parsed = Json::parse(json);
    std::vector<Row> rows;
    for (const auto& phone : parsed.at("phones")) rows.push_back({phone.at("name"), phone.at("title")});
    return table(rows);
}

std::string settings_text(const std::string& json) {
    const auto files = Json::parse(json).at("files");
    std::string out;
    for (const auto& file : files) {
        if (files.size() > 1) out += fmt::format("==> {} <==\n", file.at("name").get<std::string>());
        out += file.at("text").get<std::string>();
    }
    return out;
}

}  // namespace layby::app
