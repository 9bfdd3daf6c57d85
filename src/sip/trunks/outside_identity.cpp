#include "sip/trunks/outside_identity.hpp"

namespace layby::sip {
namespace {

/// The trunk's own number, without a name that nobody there could look up.
Party under(const std::string& number, const Party& party) { return {party.name, number, party.anonymous}; }

}  // namespace

void OutsideBook::reload(const Options& options) {
    users_.clear();
    for (const auto& account : options.accounts) users_[account.user] = account.outside_number;
    emergency_ = {options.emergency.begin(), options.emergency.end()};
}

OutsideParty OutsideBook::shown(const Party& party, const ShownOutside& rules,
                                const std::string& dialled) const {
    Party named = party;
    if (!rules.pass_names) named.name.clear();
    if (rules.own.empty()) return {named, named};
    if (!dialled.empty() && emergency_.contains(dialled)) {
        named.anonymous = false;  // who comes to help must find the place
        return {under(rules.own, named), under(rules.own, named)};
    }
    const auto user = users_.find(party.number);
    if (user != users_.end()) {
        const auto own = under(user->second.empty() ? rules.own : user->second, named);
        return {own, own};
    }
    const auto own = under(rules.own, named);
    const bool pass = rules.pass_caller && !party.number.empty();
    return {pass ? named : own, own};
}

}  // namespace layby::sip
