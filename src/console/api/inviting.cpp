#include "console/api/inviting.hpp"

#include <algorithm>

#include "console/invitation_text.hpp"
#include "console/token.hpp"
#include "provision/mac.hpp"
#include "words/host.hpp"
#include "words/spelling.hpp"

namespace layby::console {
namespace {

constexpr auto body_form =
    R"(the body must be like {"within_s":86400,"host":"park.example"}, or nothing: an invitation is good for )"
    "1 minute to 30 days, and a host is a name or an IP address";

Answer not_encrypted() {
    return refusal(409, "not_encrypted",
                   "phones fetch their settings over TLS alone: set certificate and key in [console], or "
                   "public_url where a proxy speaks TLS");
}

Answer no_address() {
    return refusal(409, "no_address",
                   "the certificate has no single name that phones could call the server by; say one (host)");
}

/// Nothing that means something in an address.
bool is_plain_host(std::string_view host) {
    return std::ranges::all_of(
        host, [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':'; });
}

bool is_unspecified(const std::string& ip) { return ip == "0.0.0.0" || ip == "::"; }

/// `base`: before each path, where a tenant is asked.
std::string url_of(const char* scheme, const std::string& host, std::uint16_t port, const std::string& base) {
    return std::string(scheme) + bracketed(host) + ':' + std::to_string(port) + base + '/' + folder_of_phones;
}

}  // namespace

InvitingResources::InvitingResources(const Desk& desk, const Gate& gate, Invitations& invitations)
    : desk_(desk), gate_(gate), invitations_(invitations) {}

Routes InvitingResources::routes() {
    using Self = InvitingResources;
    return {
        {"GET", {"api", "v1", "provisioning", "phones"}, by(this, &Self::phones), Scope::admin},
        {"POST",
         {"api", "v1", "provisioning", "phones", "*", "invitation"},
         by(this, &Self::invite),
         Scope::admin},
        {"DELETE",
         {"api", "v1", "provisioning", "phones", "*", "invitation"},
         by(this, &Self::withdraw),
         Scope::admin},
    };
}

void InvitingResources::phones(const Asked&, Answered answered) {
    std::vector<std::pair<provision::DeskPhone, const Invitation*>> all;
    for (const auto& phone : desk_.desk_phones()) all.emplace_back(phone, invitations_.of(phone.mac));
    answered(ok(desk_phones_json(all, std::chrono::system_clock::now())));
}

void InvitingResources::invite(const Asked& asked, Answered answered) {
    if (!invitations_.can_change()) return answered(nothing_kept());
    const auto wanted = invitation_wanted_in(asked.request.body);
    if (!wanted || !is_plain_host(wanted->host)) return answered(refusal(400, "bad_body", body_form));
    const auto phone = phone_with(asked.path[4]);
    if (!phone) return answered(no_such_phone(asked.path[4]));
    const auto folder = folder_for(asked.request, wanted->host);
    if (const auto* refused = std::get_if<Answer>(&folder)) return answered(*refused);
    const auto secret = new_secret();
    const Invitation invitation{phone->mac, hash_of(secret),
                                std::chrono::system_clock::now() + wanted->within};
    Answer done{201, invitation_json(*phone, invitation, std::get<std::string>(folder), secret), {}};
    invitations_.invite(invitation, std::move(done), std::move(answered));
}

void InvitingResources::withdraw(const Asked& asked, Answered answered) {
    if (!invitations_.can_change()) return answered(nothing_kept());
    const auto mac = provision::mac_in(asked.path[4]).value_or("");
    if (!invitations_.withdraw(mac, answered, ok(R"({"state":"withdrawn"})")))
        answered(refusal(404, "no_such_invitation", "the phone \"" + asked.path[4] + "\" has no invitation"));
}

std::optional<provision::DeskPhone> InvitingResources::phone_with(const std::string& mac) const {
    const auto digits = provision::mac_in(mac);
    const auto all = desk_.desk_phones();
    const auto found = std::ranges::find(all, digits.value_or(""), &provision::DeskPhone::mac);
    return digits && found != all.end() ? std::optional(*found) : std::nullopt;
}

Answer InvitingResources::no_such_phone(const std::string& mac) const {
    if (!provision::mac_in(mac))
        return refusal(404, "no_such_desk_phone", '"' + mac + "\" is no MAC address of a phone");
    std::vector<std::string> macs;
    for (const auto& phone : desk_.desk_phones()) macs.push_back(provision::shown_mac(phone.mac));
    const auto shown = provision::shown_mac(*provision::mac_in(mac));
    const auto meant = did_you_mean(shown, macs);
    return refusal(404, "no_such_desk_phone",
                   "the settings have no [[phone]] with the MAC address " + shown + meant);
}

std::variant<std::string, Answer> InvitingResources::folder_for(const Request& request,
                                                                const std::string& host) const {
    const auto& proxy = gate_.proxy.url;
    if (host.empty() && proxy.starts_with("https://")) return proxy + request.base + '/' + folder_of_phones;
    const auto certified = gate_.certified_host();
    const bool speaks_tls =
        request.visitor.tls || !certified.empty() || (!host.empty() && gate_.is_certified(host));
    if (!speaks_tls && is_loopback(gate_.ip))
        return url_of("http://", host.empty() ? gate_.ip : host, gate_.port, request.base);
    if (!speaks_tls) return not_encrypted();
    if (!host.empty()) return url_of("https://", host, gate_.port, request.base);
    // As the admin's browser calls us, whose certificate it believes.
    if (request.visitor.tls && !is_loopback(host_name(request.host).value_or("")))
        return url_of("https://", *host_name(request.host), gate_.port, request.base);
    if (!certified.empty()) return url_of("https://", certified, gate_.port, request.base);
    return is_unspecified(gate_.ip) ? std::variant<std::string, Answer>(no_address())
                                    : url_of("https://", gate_.ip, gate_.port, request.base);
}

}  // namespace layby::console
