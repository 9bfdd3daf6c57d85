#include "console/api/provisioning.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "console/provisioning_text.hpp"
#include "console/query.hpp"
#include "words/spelling.hpp"

namespace layby::console {
namespace {

constexpr std::size_t most_keys = 1000;
constexpr std::size_t longest_host = 253;  // RFC 1035 section 2.3.4

/// What who asks has chosen; empty: as suits most phones.
struct Chosen {
    std::string host, transport, lot;
    std::size_t keys{};
};

bool is_ipv6(std::string_view text) {
    in6_addr address{};
    return inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

/// A name or an address. Nothing that means something in a phone's file.
bool is_host(std::string_view text) {
    const auto good = [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == ':';
    };
    if (text.size() > longest_host || !std::ranges::all_of(text, good)) return false;
    return text.find(':') == text.npos || is_ipv6(text);
}

std::optional<std::size_t> count_in(const std::string& text) {
    std::size_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || end != text.data() + text.size() || count == 0 || count > most_keys)
        return {};
    return count;
}

std::variant<Chosen, Answer> chosen_in(const std::string& target) {
    Chosen out{in_query(target, "host").value_or(""), in_query(target, "transport").value_or(""),
               in_query(target, "lot").value_or("")};
    if (!is_host(out.host)) return refusal(400, "bad_choice", "host must be a name or an IP address");
    const auto keys = in_query(target, "keys");
    if (!keys) return out;
    const auto count = count_in(*keys);
    if (!count) return refusal(400, "bad_choice", "keys must be a number from 1 to 1000");
    out.keys = *count;
    return out;
}

Answer no_such_phone(const std::string& phone) {
    const auto names = provision::phone_names();
    std::string all;
    for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
    const auto meant = did_you_mean(lower_case(phone), names);
    return refusal(
        404, "no_such_phone",
        "there are no settings for a \"" + phone + "\"" + (meant.empty() ? ", but for " + all : meant));
}

Answer no_such_way(const std::string& transport, const std::vector<ProvisioningFacts::Way>& ways) {
    std::string all;
    for (const auto& way : ways) all += (all.empty() ? "" : ", ") + name_of(way.transport);
    return refusal(400, "bad_choice", "phones can't register over \"" + transport + "\", but over " + all);
}

std::optional<Answer> choose_way(ProvisioningFacts& facts, const std::string& transport) {
    const auto fits = [&](const auto& way) {
        return transport.empty() || name_of(way.transport) == transport;
    };
    const auto found = std::ranges::find_if(facts.ways, fits);
    if (found == facts.ways.end() && facts.ways.empty())
        return refusal(409, "no_way", "phones can't register here: listen has neither udp, tcp nor tls");
    if (found == facts.ways.end()) return no_such_way(transport, facts.ways);
    facts.wanted.transport = found->transport;
    facts.wanted.port = found->port;
    facts.wanted.host = found->host;
    return {};
}

std::optional<Answer> choose_lot(std::vector<provision::Lot>& lots, const std::string& name) {
    if (name.empty()) return {};
    std::vector<std::string> names;
    for (const auto& lot : lots) names.push_back(lot.name);
    std::erase_if(lots, [&](const auto& lot) { return lot.name != name; });
    if (!lots.empty()) return {};
    return refusal(404, "no_such_lot", "there is no lot \"" + name + '"' + did_you_mean(name, names));
}

Answer no_such_user(const std::string& user, const std::vector<std::string>& users) {
    return refusal(404, "no_such_user", "there is no user \"" + user + '"' + did_you_mean(user, users));
}

Answer written(const std::string& phone, const provision::Wanted& wanted) {
    const auto files = provision::written_for(phone, wanted);
    if (const auto* why = std::get_if<std::string>(&files)) return refusal(409, "password_unfit", *why);
    return ok(written_json(phone, wanted, std::get<std::vector<provision::File>>(files)));
}

Answer answer_of(const std::string& phone, const Chosen& chosen, ProvisioningFacts facts) {
    if (auto refused = choose_way(facts, chosen.transport)) return *refused;
    if (auto refused = choose_lot(facts.wanted.lots, chosen.lot)) return *refused;
    if (!chosen.host.empty()) facts.wanted.host = chosen.host;
    facts.wanted.keys = chosen.keys;
    return written(phone, facts.wanted);
}

}  // namespace

ProvisioningResources::ProvisioningResources(const Desk& desk, const Entrance& entrance, Post post)
    : desk_(desk), entrance_(entrance), post_(std::move(post)) {}

Routes ProvisioningResources::routes() {
    using Self = ProvisioningResources;
    return {
        {"GET", {"api", "v1", "provisioning"}, by(this, &Self::kinds), Scope::viewer, Reach::some_lots},
        {"GET",
         {"api", "v1", "users", "*", "provisioning", "*"},
         by(this, &Self::without_password),
         Scope::viewer,
         Reach::some_lots},
        {"POST",
         {"api", "v1", "users", "*", "provisioning", "*"},
         by(this, &Self::with_password),
         Scope::viewer,
         Reach::some_lots},
    };
}

void ProvisioningResources::kinds(const Asked&, Answered answered) {
    answered(ok(kinds_of_phones_json(provision::phones())));
}

void ProvisioningResources::without_password(const Asked& asked, Answered answered) {
    write(asked, std::move(answered), false);
}

void ProvisioningResources::with_password(const Asked& asked, Answered answered) {
    write(asked, std::move(answered), true);
}

/// Keys for the lots that the user sees, and who asks.
void ProvisioningResources::write(const Asked& asked, Answered answered, bool with_password) {
    const auto &user = asked.path[3], &phone = asked.path[5];
    const bool own = !asked.guest.user.empty() && asked.guest.user == user;
    if (!own && asked.guest.scope < Scope::admin)
        return answered(refusal(403, "out_of_scope", "this is for an admin, and for who has this phone"));
    const auto names = provision::phone_names();
    if (std::ranges::find(names, phone) == names.end()) return answered(no_such_phone(phone));
    const auto chosen = chosen_in(asked.request.target);
    if (const auto* wrong = std::get_if<Answer>(&chosen)) return answered(*wrong);
    const auto seen_by = [ours = asked.guest.rights, theirs = entrance_.rights_of_user(user)](
                             const auto& lot) { return sees(ours, lot.name) && sees(theirs, lot.name); };
    desk_.provisioning(
        user,
        reply(post_, std::move(answered), [=, chosen = std::get<Chosen>(chosen)](ProvisioningFacts facts) {
            if (facts.wanted.user.empty()) return no_such_user(user, facts.users);
            std::erase_if(facts.wanted.lots, [&](const auto& lot) { return !seen_by(lot); });
            if (!with_password) facts.wanted.password.clear();
            return answer_of(phone, chosen, std::move(facts));
        }));
}

}  // namespace layby::console
