// What proves this server to who calls it over TLS: read at the start and at each reload, on the main thread
// or the housekeeper's.
#pragma once
#include <filesystem>
#include <optional>

#include "settings/settings.hpp"
#include "tls/certificate.hpp"

namespace layby::app {

/// Null: the settings listen for no TLS. Without a certificate in the settings one is made in the state
/// directory. Throws std::runtime_error with a sentence for the admin.
tls::Context sip_encryption(const settings::Settings& settings,
                            const std::optional<std::filesystem::path>& state);

}  // namespace layby::app
