#include "layby/find_server.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>

#include "layby/wiring.hpp"
#include "settings/settings.hpp"
#include "settings/token_file.hpp"

namespace layby::app {
namespace {

namespace fs = std::filesystem;

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

bool is_this_machine(const std::string& address) {
    return address.find("localhost") != std::string::npos || address.starts_with("127.") ||
           address.starts_with("http://127.") || address.starts_with("https://127.") ||
           address.find("[::1]") != std::string::npos;
}

/// The token goes to no other machine unless somebody wants that.
std::string token_for(const std::string& address, const fs::path& state, const Places& places) {
    if (auto given = from_environment("LAYBY_TOKEN"); !given.empty()) return given;
    if (!state.empty()) return settings::read_token(token_in(state)).value_or("");
    if (!is_this_machine(address)) return {};
    for (const auto& usual : places.states)
        if (const auto token = settings::read_token(token_in(usual))) return *token;
    return {};
}

Client at_address(const std::string& address, const fs::path& state, const Places& places,
                  const std::string& ca = {}) {
    return Client(address, token_for(address, state, places), ca.empty() ? from_environment("LAYBY_CA") : ca);
}

enum class There { no, yes, locked };

/// Whether there is something at the path, or somebody may not even look.
There look(const fs::path& path) {
    struct stat found {};
    if (stat(path.c_str(), &found) == 0) return There::yes;
    return errno == EACCES ? There::locked : There::no;
}

[[noreturn]] void locked(const fs::path& path) {
    throw NoServer(fmt::format("{} may not be used by this account; try sudo, or the account of the server",
                               path.string()));
}

Client at_socket(const fs::path& path) {
    if (look(path) == There::locked) locked(path);
    return Client(path.string());
}

Client of_state(const fs::path& state) {
    if (look(socket_in(state)) == There::no)
        throw NoServer(fmt::format("no Layby server runs with the state directory {}: {} is not there",
                                   state.string(), socket_in(state).string()));
    return at_socket(fs::absolute(socket_in(state)));
}

Client of_config(const fs::path& config, const Places& places, const std::string& ca) {
    const auto read = settings::read_file(config);
    if (const auto* problems = std::get_if<std::vector<settings::Problem>>(&read))
        throw BadAddress("--config: " + problems->front().text());
    const auto& console = std::get<settings::Settings>(read).console;
    if (!console.socket.empty()) return at_socket(console.socket);
    const auto* scheme = console.certificate.empty() ? "" : "https://";
    return at_address(scheme + host_port(console.ip, console.port), {}, places, ca);
}

std::vector<fs::path> usual_sockets(const Places& places) {
    std::vector<fs::path> out;
    for (const auto& state : places.states) out.push_back(socket_in(state));
    out.insert(out.end(), places.sockets.begin(), places.sockets.end());
    return out;
}

Client look_around(const Places& places) {
    fs::path shut;
    for (const auto& path : usual_sockets(places)) {
        const auto there = look(path);
        if (there == There::yes && Client(fs::absolute(path).string()).answers())
            return Client(fs::absolute(path).string());
        if (there != There::no && shut.empty()) shut = path;
    }
    const auto last = at_address(places.api, {}, places);
    if (last.answers()) return last;
    if (!shut.empty() && look(shut) == There::locked) locked(shut);
    if (!shut.empty()) return Client(fs::absolute(shut).string());
    throw NoServer(fmt::format(
        "no Layby server is found on this machine (at {}, or at {}); name it with --state or --api",
        [&] {
            std::string all;
            for (const auto& path : usual_sockets(places)) all += (all.empty() ? "" : ", ") + path.string();
            return all;
        }(),
        places.api));
}

}  // namespace

fs::path socket_in(const fs::path& state) { return state / "layby.sock"; }

fs::path token_in(const fs::path& state) { return state / "api-token"; }

fs::path tokens_in(const fs::path& state) { return state / "api-tokens"; }
fs::path accounts_in(const fs::path& state) { return state / "api-accounts"; }
fs::path invitations_in(const fs::path& state) { return state / "invitations"; }
fs::path sessions_in(const fs::path& state) { return state / "api-sessions"; }

fs::path usual_state(const Places& places) {
    if (auto named = from_environment("LAYBY_STATE"); !named.empty()) return named;
    for (const auto& usual : places.states)
        if (std::error_code none; fs::is_directory(usual, none)) return usual;
    throw NoServer("no state directory is found on this machine; name it with --state");
}

Client find_server(const Whereabouts& named, const Places& places) {
    if (!named.api.empty()) return at_address(named.api, named.state, places, named.ca);
    if (!named.state.empty()) return of_state(named.state);
    if (!named.config.empty()) return of_config(named.config, places, named.ca);
    if (const auto api = from_environment("LAYBY_API"); !api.empty())
        return at_address(api, from_environment("LAYBY_STATE"), places, named.ca);
    if (const auto state = from_environment("LAYBY_STATE"); !state.empty()) return of_state(state);
    return look_around(places);
}

}  // namespace layby::app
