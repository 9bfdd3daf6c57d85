#include "layby/encryption.hpp"

#include <stdexcept>

#include "tls/certificate.hpp"
#include "tls/server_names.hpp"

namespace layby::app {
namespace {

/// What a phone is told to connect to, as far as the settings know it.
std::string host_of(const settings::Sip& sip) {
    if (!sip.domain.empty()) return sip.domain;
    if (!sip.public_ip.empty()) return sip.public_ip;
    return "layby";
}

tls::Context for_tenant(const settings::Tenant& tenant) try {
    return tls::server_context({tenant.certificate, tenant.key});
} catch (const std::runtime_error& error) {
    throw std::runtime_error("tenant " + tenant.name + ": " + error.what());
}

/// Of those that have one.
std::vector<tls::Context> for_tenants(const settings::Settings& settings) {
    std::vector<tls::Context> out;
    for (const auto& tenant : settings.tenants)
        if (!tenant.certificate.empty()) out.push_back(for_tenant(tenant));
    return out;
}

tls::Context for_phones(const settings::Settings& settings,
                        const std::optional<std::filesystem::path>& state) try {
    const auto& sip = settings.sip;
    if (!settings::listens_for_tls(sip)) return {};
    if (!sip.certificate.empty()) return tls::server_context({sip.certificate, sip.key});
    if (!state)
        throw std::runtime_error(
            "listen has \"tls\", which needs certificate and key (or --state, where one is made for trying)");
    return tls::server_context(tls::self_made(*state, "sip", host_of(sip)));
} catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string("sip: ") + error.what());
}

tls::Context for_boards(const settings::Console& console) try {
    if (console.certificate.empty()) return {};
    return tls::server_context({console.certificate, console.key});
} catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string("console: ") + error.what());
}

tls::Peer peer_of(const settings::TrunkLine& line) try {
    const bool named = !line.peer_certificate.empty();
    return tls::peer_of({line.ca, line.certificate, line.key}, named ? line.peer_certificate : line.host,
                        line.verify, named);
} catch (const std::runtime_error& error) {
    throw std::runtime_error("trunk " + line.name + ": " + error.what());
}

}  // namespace

std::map<std::string, tls::Peer> encryption_of_trunks(const settings::Settings& settings) {
    std::map<std::string, tls::Peer> out;
    for (const auto& line : settings.lines)
        if (settings::speaks_tls(line)) out.emplace(line.name, peer_of(line));
    for (const auto& tenant : settings.tenants) out.merge(encryption_of_trunks(tenant.settings));
    return out;
}

Encryption encryption_of(const settings::Settings& settings,
                         const std::optional<std::filesystem::path>& state) {
    const auto tenants = for_tenants(settings);
    const auto shown = [&](tls::Context own) {
        return own ? tls::by_server_name(std::move(own), tenants) : nullptr;
    };
    return {shown(for_phones(settings, state)), shown(for_boards(settings.console)),
            encryption_of_trunks(settings)};
}

}  // namespace layby::app
