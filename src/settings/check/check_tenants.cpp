// What two tenants can't both have: names, domains, and who calls from outside.
#include <fmt/format.h>

#include <map>
#include <string>

#include "settings/read/draft.hpp"
#include "settings/read/values.hpp"
#include "words/spelling.hpp"

namespace layby::settings {
namespace {

/// Whose it is, by what it is.
using Owners = std::map<std::string, std::string>;

void check_one(Draft& draft, int line, const std::string& tenant, Owners& owners, const std::string& what,
               const std::string& spelled) {
    const auto [found, is_new] = owners.emplace(what, tenant);
    if (is_new || found->second == tenant) return;
    const auto owner = found->second.empty() ? "the server's own office" : "tenant " + found->second;
    draft.problem(line, fmt::format("tenant {}: {} is also {}'s", tenant, spelled, owner));
}

std::string key_of(const Network& network) {
    return fmt::format("{} {} {}", network.family, network.bits,
                       std::string(network.bytes.begin(), network.bytes.end()));
}

/// A request from there, or over that certificate's connection, must be one tenant's.
void check_lines(Draft& draft, int line, const std::string& tenant, const std::vector<TrunkLine>& lines,
                 Owners& owners) {
    for (const auto& trunk : lines) {
        check_one(draft, line, tenant, owners, "trunk " + trunk.name, "trunk " + trunk.name);
        for (const auto& address : trunk.addresses)
            if (const auto network = read_network(address))
                check_one(draft, line, tenant, owners, "address " + key_of(*network),
                          fmt::format("address {} of trunk {}", address, trunk.name));
        if (!trunk.peer_certificate.empty())
            check_one(draft, line, tenant, owners, "certificate " + lower_case(trunk.peer_certificate),
                      fmt::format("peer_certificate {} of trunk {}", trunk.peer_certificate, trunk.name));
    }
}

}  // namespace

void check_tenants(Draft& draft) {
    Owners names, domains, outside;
    if (!draft.settings.sip.domain.empty()) domains.emplace(lower_case(draft.settings.sip.domain), "");
    check_lines(draft, 0, "", draft.settings.lines, outside);
    for (std::size_t i = 0; i < draft.settings.tenants.size(); ++i) {
        const auto& tenant = draft.settings.tenants[i];
        const int line = draft.line(place("tenants", i));
        if (tenant.name.empty() || tenant.settings.sip.domain.empty()) continue;
        if (!names.emplace(tenant.name, tenant.name).second)
            draft.problem(line, fmt::format("tenant {} is there twice", tenant.name));
        check_one(draft, line, tenant.name, domains, lower_case(tenant.settings.sip.domain),
                  "domain " + tenant.settings.sip.domain);
        check_lines(draft, line, tenant.name, tenant.settings.lines, outside);
    }
}

}  // namespace layby::settings
