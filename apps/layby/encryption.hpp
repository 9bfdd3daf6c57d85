// What proves this server to who calls it over TLS: read at the start and at each reload, on the main thread
// or the housekeeper's.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "settings/settings.hpp"
#include "tls/context.hpp"
#include "tls/peer.hpp"

namespace layby::app {

/// Null where the settings want no TLS.
struct Encryption {
    tls::Context sip, console;
    std::map<std::string, tls::Peer> trunks{};  ///< by name: those that speak TLS
};

/// Where phones are listened for by TLS and the settings name no certificate, one is made in the state
/// directory. Throws std::runtime_error with a sentence for the admin.
Encryption encryption_of(const settings::Settings& settings,
                         const std::optional<std::filesystem::path>& state);

/// The same of the trunks alone.
std::map<std::string, tls::Peer> encryption_of_trunks(const settings::Settings& settings);

}  // namespace layby::app
