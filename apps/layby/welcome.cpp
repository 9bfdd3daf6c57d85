#include "layby/welcome.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "layby/find_server.hpp"
#include "layby/own_addresses.hpp"
#include "layby/table.hpp"
#include "runtime/version.hpp"

namespace layby::app {
namespace {

constexpr std::size_t users_shown = 12;

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

/// Where phones can register over this transport: loopback is of use only to programs on this machine, and
/// shown when there is nothing else.
std::string where(const std::vector<sip::Listen>& listening, Transport transport) {
    std::string far, near;
    for (const auto& listen : listening) {
        if (listen.transport != transport) continue;
        for (const auto& ip : addresses_of(listen)) {
            auto& list = is_loopback(ip) ? near : far;
            list += (list.empty() ? "" : ", ") + host_port(ip, listen.port);
        }
    }
    return far.empty() ? near : far;
}

void add_sip(const Started& started, std::vector<Row>& rows) {
    for (const auto transport : all_transports) {
        const auto text = where(started.listening, transport);
        if (!text.empty()) rows.push_back({"  SIP over " + upper(name_of(transport)), text});
    }
}

/// "Ann Lee, password …": the password only when it was made at this start.
std::string about(const Started& started, const calls::User& user) {
    const auto made = std::ranges::find(started.passwords, user.name, &settings::NewPassword::user);
    if (made == started.passwords.end()) return user.display;
    return user.display + (user.display.empty() ? "" : ", ") + "password " + made->password;
}

void add_users(const Started& started, std::vector<Row>& rows) {
    const auto& users = started.settings.office.users;
    const auto shown = std::min(users.size(), users_shown);
    for (std::size_t i = 0; i < shown; ++i) {
        rows.push_back({"  User " + users[i].name, about(started, users[i])});
    }
    if (users.size() > shown) rows.push_back({"", fmt::format("and {} more", users.size() - shown)});
}

std::string accounts_command(const ServeOptions& options) {
    auto out = options.program + " accounts --config " + options.config.string();
    if (options.state) out += " --state " + options.state->string();
    return out;
}

/// What a command needs to find this server; nothing where it looks by itself.
std::string named_server(const Started& started) {
    const auto& state = started.options.state;
    if (!state) return " --api " + started.api_sockets.front();
    const Places usual;
    const auto same = [&](const auto& place) {
        std::error_code none;
        return std::filesystem::equivalent(place, *state, none);
    };
    return std::ranges::any_of(usual.states, same) ? std::string{} : " --state " + state->string();
}

void add_lots(const Started& started, std::vector<Row>& rows) {
    for (const auto& lot : started.settings.office.lots) {
        rows.push_back({"  Lot " + lot.rules.name,
                        fmt::format("transfer a caller to {} to park it; dial {} to {} to have it back",
                                    lot.park_number, lot.rules.first.value, lot.rules.last.value)});
    }
}

std::string board_of(const Started& started) {
    const auto& console = started.settings.console;
    return fmt::format("{}://{}/", console.certificate.empty() ? "http" : "https",
                       host_port(console.ip, started.api_port));
}

}  // namespace

std::string welcome(const Started& started) {
    std::vector<Row> rows;
    add_sip(started, rows);
    add_users(started, rows);
    if (!started.settings.secrets.empty())
        rows.push_back({"  All passwords", accounts_command(started.options)});
    add_lots(started, rows);
    if (!started.api_sockets.empty())
        rows.push_back({"  Who waits", started.options.program + " lots" + named_server(started)});
    rows.push_back({"  The board", board_of(started)});
    if (!started.admin_password.empty())
        rows.push_back({"  Account admin", fmt::format("password {}, shown once; for {}",
                                                       started.admin_password, board_of(started))});
    rows.push_back({"  Stop", "Ctrl-C"});
    return fmt::format("Layby {} is ready.\n\n{}\n", runtime::version(), table(rows));
}

std::string ready_line(const Started& started) {
    std::string sip;
    for (const auto& listen : started.listening) sip += (sip.empty() ? "" : ",") + app::text_of(listen);
    return fmt::format("ready sip={} api={}\n", sip,
                       host_port(started.settings.console.ip, started.api_port));
}

}  // namespace layby::app
