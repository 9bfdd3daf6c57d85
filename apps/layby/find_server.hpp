// Which server a command is meant for: the one that was named, else the one that runs on this machine.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "layby/client.hpp"

namespace layby::app {

/// What the command line says; each may be empty.
struct Whereabouts {
    std::string api;               ///< an address, a URL, or the path of a socket
    std::filesystem::path state;   ///< the server's state directory
    std::filesystem::path config;  ///< its configuration
    std::string ca{};  ///< a file: who says that an https server is what it says; empty: this machine
};

/// Where servers usually keep what they need, in the order in which they are looked for.
struct Places {
    std::vector<std::filesystem::path> states{"state", "/var/lib/layby"};
    std::vector<std::filesystem::path> sockets{"/run/layby/layby.sock"};
    std::string api{"127.0.0.1:7080"};  ///< the last resort
};

/// The file of a state directory's own socket, and that of its token.
std::filesystem::path socket_in(const std::filesystem::path& state);
std::filesystem::path token_in(const std::filesystem::path& state);
std::filesystem::path tokens_in(const std::filesystem::path& state);  ///< those with a scope
std::filesystem::path accounts_in(const std::filesystem::path& state);
std::filesystem::path invitations_in(const std::filesystem::path& state);  ///< of desk phones
std::filesystem::path sessions_in(const std::filesystem::path& state);

/// The state directory of LAYBY_STATE, else the first of the usual ones that is there. Throws NoServer.
std::filesystem::path usual_state(const Places& places = {});

/// What isn't named is taken from LAYBY_API, LAYBY_STATE and LAYBY_CA, then looked for; the token for TCP is
/// LAYBY_TOKEN, else the one that is kept beside. Throws BadAddress and NoServer.
Client find_server(const Whereabouts& named, const Places& places = {});

}  // namespace layby::app
