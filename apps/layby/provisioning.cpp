#include "layby/provisioning.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "layby/own_addresses.hpp"

namespace layby::app {
namespace {

std::vector<provision::Lot> lots_of(const calls::Office& office) {
    std::vector<provision::Lot> out;
    for (const auto& lot : office.lots)
        out.push_back({lot.rules.name, lot.park_number, lot.rules.first.value, lot.rules.last.value});
    return out;
}

/// Where phones find us that know no name.
std::string address_of(const sip::Listen& listen) {
    const auto all = addresses_of(listen);
    const auto is_v6 = [](const std::string& ip) { return ip.find(':') != std::string::npos; };
    const auto fits = std::ranges::find(all, is_v6(listen.ip), is_v6);
    return fits == all.end() ? all.front() : *fits;
}

/// A certificate that we have made ourselves is believed by no phone that isn't told to.
std::vector<Transport> by_liking(bool trusted) {
    if (trusted) return {Transport::tls, Transport::udp, Transport::tcp};
    return {Transport::udp, Transport::tcp, Transport::tls};
}

/// One for each transport, the one that suits most phones first; those for this machine alone come last.
std::vector<const sip::Listen*> ways_among(const std::vector<sip::Listen>& listening, bool trusted) {
    const auto is_far = [](const auto& one) { return !is_loopback(one.ip); };
    std::vector<const sip::Listen*> out;
    for (const auto transport : by_liking(trusted)) {
        const sip::Listen* best = nullptr;
        for (const auto& one : listening)
            if (one.transport == transport && (!best || is_far(one) > is_far(*best))) best = &one;
        if (best) out.push_back(best);
    }
    std::stable_partition(out.begin(), out.end(), [&](const auto* one) { return is_far(*one); });
    return out;
}

}  // namespace

void Provisioning::change(const settings::Settings& settings) {
    std::map<std::string_view, std::string_view> passwords;
    for (const auto& secret : settings.secrets) passwords[secret.user] = secret.password;
    people_.clear();
    for (const auto& user : settings.office.users)
        people_.push_back({user.name, user.display, std::string(passwords[user.name]), user.encryption});
    lots_ = lots_of(settings.office);
    codes_ = settings.office.codes;
    domain_ = settings.sip.domain;
    trusted_ = !settings.sip.certificate.empty();
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
    const auto found = std::ranges::find(people_, user, &Person::name);
    if (found == people_.end()) {
        for (const auto& person : people_) out.users.push_back(person.name);
        return out;
    }
    out.wanted.user = found->name;
    out.wanted.display = found->display;
    out.wanted.password = found->password;
    out.wanted.encryption = found->encryption;
    out.wanted.lots = lots_;
    out.wanted.codes = codes_;
    for (const auto* way : ways_among(listening, trusted_))
        out.ways.push_back({way->transport, way->port, domain_.empty() ? address_of(*way) : domain_});
    return out;
}

}  // namespace layby::app
