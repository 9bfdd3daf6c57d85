// What an admin should know although it doesn't stop a start.
#include <fmt/format.h>

#include <algorithm>

#include "settings/check/unwise.hpp"
#include "settings/read/values.hpp"
#include "settings/settings.hpp"

namespace layby::settings {
namespace {

constexpr auto off = Duration::zero();

/// "before max_wait (30m)", where there is one.
std::string limit(const parking::LotRules& rules, const char* before) {
    return rules.max_wait == off ? "" : fmt::format("{}max_wait ({})", before, spell(rules.max_wait));
}

void warn_about_fallback(const parking::LotRules& rules, std::vector<std::string>& out) {
    if (!rules.fallback.empty()) return;
    out.push_back(
        fmt::format("lot {}: there is no fallback: a caller whom nobody takes stays parked{} and the ladder "
                    "starts over; set fallback to a user or number",
                    rules.name, limit(rules, " after ")));
}

void warn_about_recall(const parking::LotRules& rules, std::vector<std::string>& out) {
    if (rules.recall == off)
        out.push_back(fmt::format("lot {}: recall is off: a forgotten caller is not brought back{}",
                                  rules.name, limit(rules, " before ")));
    else if (rules.max_wait != off && rules.recall >= rules.max_wait)
        out.push_back(fmt::format("lot {}: recall ({}) never happens, as max_wait ({}) comes first",
                                  rules.name, spell(rules.recall), spell(rules.max_wait)));
    else if (rules.reminder >= rules.recall)
        out.push_back(fmt::format("lot {}: reminder ({}) does not come before recall ({})", rules.name,
                                  spell(rules.reminder), spell(rules.recall)));
}

void warn_about_groups(const Settings& settings, std::vector<std::string>& out) {
    for (const auto& group : settings.office.groups)
        if (group.then.empty())
            out.push_back(fmt::format(
                "group {}: a caller whom nobody answers within {} is refused; set then to a user, "
                "a group or a number",
                group.number, spell(group.within)));
}

void warn_about_hours(const calls::Office& office, std::vector<std::string>& out) {
    for (const auto& hours : office.hours) {
        const auto heeds = [&](const auto& one) { return one.hours == hours.name; };
        if (std::ranges::none_of(office.groups, heeds) && std::ranges::none_of(office.routes_in, heeds))
            out.push_back(fmt::format("hours {}: no route_in and no group has them", hours.name));
    }
}

void warn_about_secrets(const Settings& settings, std::vector<std::string>& out) {
    for (const auto& secret : settings.secrets)
        if (!secret.password.empty() && secret.password.size() < 10)
            out.push_back(fmt::format(
                "user {}: the password is short; leave it out and Layby makes a good one", secret.user));
}

void warn_about_numbers(const Settings& settings, std::vector<std::string>& out) {
    for (const auto& line : settings.lines)
        if (line.pass_caller && line.from.empty())
            out.push_back(fmt::format(
                "trunk {}: pass_caller changes nothing without from: every caller is shown as it is",
                line.name));
}

void warn_about_console(const Console& console, std::vector<std::string>& out) {
    if (console.ip.starts_with("127.") || console.ip == "::1" || !console.certificate.empty()) return;
    out.push_back(
        fmt::format("console: {} can be reached from other machines, and tokens and passwords cross the "
                    "network unencrypted; "
                    "listen on 127.0.0.1 unless that network is yours alone",
                    console.ip));
}

void warn_about_webhooks(const Settings& settings, std::vector<std::string>& out) {
    const auto is_here = [](const std::string& url) {
        return url.starts_with("http://127.") || url.starts_with("http://localhost") ||
               url.starts_with("http://[::1]");
    };
    for (const auto& webhook : settings.webhooks)
        if (webhook.url.starts_with("http://") && !is_here(webhook.url))
            out.push_back(
                fmt::format("webhook {}: numbers and names of callers cross the network unencrypted; let its "
                            "url begin with https://",
                            webhook.name));
}

/// Where tenants have all the offices, nothing else is of interest.
std::vector<std::string> about_the_server(const Settings& settings) {
    std::vector<std::string> out;
    warn_about_network(settings, out);
    warn_about_console(settings.console, out);
    warn_about_webhooks(settings, out);
    return out;
}

}  // namespace

std::vector<std::string> warnings(const Settings& settings) {
    std::vector<std::string> out;
    const bool nobody = settings.office.users.empty() && settings.office.trunks.empty();
    if (nobody && settings.tenants.empty())
        out.emplace_back("there are no users and no trunks: nobody can call");
    if (nobody && !settings.tenants.empty()) return about_the_server(settings);
    for (const auto& lot : settings.office.lots) {
        warn_about_fallback(lot.rules, out);
        warn_about_recall(lot.rules, out);
    }
    warn_about_groups(settings, out);
    warn_about_hours(settings.office, out);
    warn_about_secrets(settings, out);
    warn_about_routes(settings, out);
    warn_about_trunks(settings, out);
    warn_about_numbers(settings, out);
    for (auto& one : about_the_server(settings)) out.push_back(std::move(one));
    return out;
}

}  // namespace layby::settings
