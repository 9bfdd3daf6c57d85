#include "sip/text/identity.hpp"

#include <algorithm>

#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

bool has_word(std::string_view privacy, std::string_view word) {
    while (!privacy.empty()) {
        const auto end = std::min(privacy.find_first_of(";,"), privacy.size());
        if (lower_case(trimmed(privacy.substr(0, end), " \t\"")) == word) return true;
        privacy.remove_prefix(std::min(end + 1, privacy.size()));
    }
    return false;
}

bool wants_privacy(std::string_view privacy) {
    return has_word(privacy, "id") || has_word(privacy, "user") || has_word(privacy, "header");
}

bool anonymous_uri(const NameAddress& from) {
    return lower_case(from.user) == "anonymous" || lower_case(from.host) == "anonymous.invalid";
}

Party party_in(const NameAddress& address) { return {address.name, address.user, false}; }

/// The asserted identity: the sip value names the number, a tel value beside it wins when it is the only one.
std::optional<NameAddress> asserted(const std::vector<std::string>& headers) {
    std::optional<NameAddress> best;
    for (const auto& header : headers)
        for (const auto& value : split_values(header)) {
            auto address = parse_name_address(value);
            if (!address || address->user.empty()) continue;
            if (!best)
                best = std::move(address);
            else if (best->name.empty())
                best->name = address->name;
        }
    return best;
}

}  // namespace

Party party_of(const IdentityHeaders& headers, bool trusted) {
    if (auto party = trusted ? asserted_party_of(headers) : std::nullopt) return *party;
    const auto from = parse_name_address(headers.from);
    Party party = from ? party_in(*from) : Party{};
    party.anonymous = (from && anonymous_uri(*from)) || wants_privacy(headers.privacy);
    if (party.anonymous && from && anonymous_uri(*from)) party.name.clear(), party.number.clear();
    return party;
}

std::optional<Party> asserted_party_of(const IdentityHeaders& headers) {
    const auto from = parse_name_address(headers.from);
    const bool anonymous = (from && anonymous_uri(*from)) || wants_privacy(headers.privacy);
    if (const auto pai = asserted(headers.p_asserted_identity)) {
        auto party = party_in(*pai);
        party.anonymous = anonymous;
        return party;
    }
    const auto rpid = parse_name_address(headers.remote_party_id);
    if (!rpid || rpid->user.empty()) return {};
    auto party = party_in(*rpid);
    const auto privacy = parse_uri("sip:x;" + rpid->parameters);
    const auto wish = privacy ? privacy->parameter("privacy").value_or("") : "";
    party.anonymous = anonymous || has_word(wish, "full") || has_word(wish, "name");
    return party;
}

ShownIdentity shown(const Party& party, std::string_view host, Role role, bool to_trunk) {
    if (party.number.empty() || (party.anonymous && !to_trunk)) return {};
    ShownIdentity out;
    const std::string uri = "<sip:" + escaped_user(party.number) + '@' + std::string(host) + '>';
    const std::string value = party.name.empty() ? uri : sip::quoted(party.name) + ' ' + uri;
    out.p_asserted_identity = value;
    out.remote_party_id = value + ";party=" + (role == Role::called ? "called" : "calling") +
                          ";screen=yes;privacy=" + (party.anonymous ? "full" : "off");
    if (party.anonymous) out.privacy = "id";
    return out;
}

std::string from_value(const Party& party, std::string_view host, std::string_view name) {
    const std::string shown_name(name.empty() ? std::string_view(party.name) : name);
    if (party.anonymous)
        return sip::quoted(name.empty() ? "Anonymous" : name) + " <sip:anonymous@anonymous.invalid>";
    const std::string user = party.number.empty() ? "" : escaped_user(party.number) + '@';
    const std::string uri = "<sip:" + user + std::string(host) + '>';
    return shown_name.empty() ? uri : sip::quoted(shown_name) + ' ' + uri;
}

}  // namespace layby::sip
