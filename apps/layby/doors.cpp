#include "layby/doors.hpp"

#include "layby/wiring.hpp"

namespace layby::app {

console::Doors doors_of(const settings::Settings& settings, const FromState& state) {
    const auto& console = settings.console;
    console::Doors doors{console.ip, console.port, state.token, {}, console.read_without_token, state.tokens};
    doors.accounts = state.accounts;
    doors.sessions = state.sessions;
    doors.invitations = state.invitations;
    doors.proxy = {console.trusted_proxies, console.public_url, console.proxy_names_users};
    doors.rights = rights_of(settings.rights);
    doors.tls = state.encryption.console;
    if (!state.socket.empty()) doors.sockets.push_back({state.socket});
    if (!console.socket.empty()) doors.sockets.push_back({console.socket, console.socket_group});
    return doors;
}

console::Doors doors_of(const settings::Tenant& tenant, const FromState& state, const std::string& token) {
    auto doors = doors_of(tenant.settings, state);
    doors.sockets.clear();
    doors.token = token;
    doors.proxy.names_users = false;  // it knows no tenants: a name may be another's
    return doors;
}

}  // namespace layby::app
