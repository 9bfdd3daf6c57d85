#include "layby/provisioning.hpp"

#include <algorithm>

#include "layby/welcome.hpp"

namespace layby::app {
namespace {

std::vector<provision::Lot> lots_of(const calls::Office& office) {
    std::vector<provision::Lot> out;
    for (const auto& lot : office.lots)
        out.push_back({lot.rules.name, lot.park_number, lot.rules.first.value, lot.rules.last.value});
    return out;
}

std::string password_of(const settings::Settings& settings, const std::string& user) {
    const auto found = std::ranges::find(settings.secrets, user, &settings::UserSecret::user);
    return found == settings.secrets.end() ? std::string{} : found->password;
}

bool is_everywhere(const std::string& ip) { return ip == "0.0.0.0" || ip == "::"; }

/// Where phones find us that know no name.
std::string address_of(const std::vector<sip::Listen>& listening) {
    for (const auto& one : listening)
        if (!is_everywhere(one.ip) && !is_web_socket(one.transport)) return one.ip;
    return own_addresses().front();
}

/// A certificate that we have made ourselves is believed by no phone that isn't told to.
std::vector<Transport> by_liking(bool trusted) {
    if (trusted) return {Transport::tls, Transport::udp, Transport::tcp};
    return {Transport::udp, Transport::tcp, Transport::tls};
}

}  // namespace

void Provisioning::change(const settings::Settings& settings) {
    users_.clear();
    names_.clear();
    domain_ = settings.sip.domain;
    trusted_ = !settings.sip.certificate.empty();
    for (const auto& user : settings.office.users) {
        names_.push_back(user.name);
        provision::Wanted wanted;
        wanted.user = user.name;
        wanted.display = user.display;
        wanted.password = password_of(settings, user.name);
        wanted.lots = lots_of(settings.office);
        wanted.codes = settings.office.codes;
        users_.push_back(std::move(wanted));
    }
}

void Provisioning::answer(console::Desk& desk, sip::Loop& loop, const sip::Endpoint& endpoint) {
    desk.provisioning = [this, &loop, &endpoint](const auto& user, auto reply) {
        loop.post([this, &endpoint, user, reply = std::move(reply)] {
            reply(facts_for(user, endpoint.listening()));
        });
    };
}

console::ProvisioningFacts Provisioning::facts_for(const std::string& user,
                                                   const std::vector<sip::Listen>& listening) const {
    console::ProvisioningFacts out;
    const auto found = std::ranges::find(users_, user, &provision::Wanted::user);
    if (found == users_.end()) {
        out.users = names_;
        return out;
    }
    out.wanted = *found;
    out.wanted.host = domain_.empty() ? address_of(listening) : domain_;
    for (const auto transport : by_liking(trusted_)) {
        const auto way = std::ranges::find(listening, transport, &sip::Listen::transport);
        if (way != listening.end()) out.ways.push_back({transport, way->port});
    }
    return out;
}

}  // namespace layby::app
