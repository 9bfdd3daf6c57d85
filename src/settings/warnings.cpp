// What an admin should know although it doesn't stop a start.
#include <fmt/format.h>

#include "settings/settings.hpp"
#include "settings/values.hpp"

namespace layby::settings {
namespace {

void warn_about(const parking::LotRules& rules, std::vector<std::string>& out) {
    if (rules.fallback.empty())
        out.push_back(
            fmt::format("lot {}: there is no fallback: a caller nobody takes waits on after max_wait ({}) "
                        "and the ladder rings again; set fallback = \"a user or number\"",
                        rules.name, spell(rules.max_wait)));
    if (rules.recall == calls::Duration::zero())
        out.push_back(
            fmt::format("lot {}: recall is off: a forgotten caller is not brought back before max_wait ({})",
                        rules.name, spell(rules.max_wait)));
    else if (rules.recall >= rules.max_wait)
        out.push_back(fmt::format("lot {}: recall ({}) never happens, as max_wait ({}) comes first",
                                  rules.name, spell(rules.recall), spell(rules.max_wait)));
    if (rules.reminder >= rules.recall && rules.recall > calls::Duration::zero())
        out.push_back(fmt::format("lot {}: reminder ({}) does not come before recall ({})", rules.name,
                                  spell(rules.reminder), spell(rules.recall)));
}

void warn_about_secrets(const Settings& settings, std::vector<std::string>& out) {
    for (const auto& secret : settings.secrets)
        if (!secret.password.empty() && secret.password.size() < 10)
            out.push_back(fmt::format(
                "user {}: the password is short; leave it out and Layby makes a good one", secret.user));
}

}  // namespace

std::vector<std::string> warnings(const Settings& settings) {
    std::vector<std::string> out;
    if (settings.office.users.empty() && settings.office.trunks.empty())
        out.emplace_back("there are no users and no trunks: nobody can call");
    for (const auto& lot : settings.office.lots) warn_about(lot.rules, out);
    warn_about_secrets(settings, out);
    return out;
}

}  // namespace layby::settings
