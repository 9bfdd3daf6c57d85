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
    auto wanted = std::make_shared<Known>();
    for (const auto& user : settings.office.users)
        wanted->people.push_back(
            {user.name, user.display, std::string(passwords[user.name]), user.encryption});
    wanted->phones = settings.phones;
    wanted->lots = lots_of(settings.office);
    for (const auto& tenant : settings.tenants)
        wanted->tenants.push_back({tenant.name, tenant.settings.sip.domain});
    wanted->office.users = settings.office.users;
    wanted->office.groups = settings.office.groups;
    wanted->office.lots = settings.office.lots;
    wanted->office.hours = settings.office.hours;
    wanted->office.codes = settings.office.codes;
    wanted->domain = settings.sip.domain;
    wanted->trusted = !settings.sip.certificate.empty();
    const std::lock_guard lock(changing_);
    known_ = std::move(wanted);
}

std::shared_ptr<const Provisioning::Known> Provisioning::known() const {
    const std::lock_guard lock(changing_);
    return known_;
}

void Provisioning::answer(console::Desk& desk, const std::vector<sip::Listen>& listening) {
    desk.provisioning = [this, listening](const auto& user, auto reply) {
        reply(facts_for(user, listening));
    };
    desk.desk_phones = [this] { return known()->phones; };
    desk.card_holder = [this](const auto& user) { return card_holder(user); };
    desk.card_holders = [this] { return card_holders(); };
    desk.office = [this] {
        const auto all = known();
        return std::shared_ptr<const calls::Office>(all, &all->office);
    };
    desk.tenants = [this] { return known()->tenants; };
}

std::optional<console::HeldCard> Provisioning::card_holder(const std::string& user) const {
    const auto all = known();
    const auto& office = all->office;
    const auto found = std::ranges::find(office.users, user, &calls::User::name);
    if (found == office.users.end()) return {};
    const auto phone = std::ranges::find(all->phones, user, &provision::DeskPhone::user);
    return console::HeldCard{{*found, office.lots, office.hours, office.users, office.codes},
                             phone == all->phones.end() ? "" : phone->phone};
}

std::vector<console::CardHolder> Provisioning::card_holders() const {
    const auto all = known();
    std::map<std::string_view, const provision::DeskPhone*> phones;
    for (const auto& phone : all->phones) phones.try_emplace(phone.user, &phone);
    std::vector<console::CardHolder> out;
    for (const auto& user : all->office.users) {
        const auto found = phones.find(user.name);
        out.push_back({user.name, found == phones.end() ? "" : found->second->phone});
    }
    return out;
}

console::ProvisioningFacts Provisioning::facts_for(const std::string& user,
                                                   const std::vector<sip::Listen>& listening) const {
    console::ProvisioningFacts out;
    const auto office = known();
    const auto found = std::ranges::find(office->people, user, &Person::name);
    if (found == office->people.end()) {
        for (const auto& person : office->people) out.users.push_back(person.name);
        return out;
    }
    out.wanted.user = found->name;
    out.wanted.display = found->display;
    out.wanted.password = found->password;
    out.wanted.encryption = found->encryption;
    out.wanted.lots = office->lots;
    out.wanted.codes = office->office.codes;
    for (const auto* way : ways_among(listening, office->trusted))
        out.ways.push_back(
            {way->transport, way->port, office->domain.empty() ? address_of(*way) : office->domain});
    return out;
}

}  // namespace layby::app
