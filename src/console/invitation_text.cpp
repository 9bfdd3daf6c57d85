#include "console/invitation_text.hpp"

#include "console/json_parts.hpp"
#include "provision/mac.hpp"

namespace layby::console {
namespace {

Json shown_invitation(const Invitation* invitation, Invitation::Time now) {
    if (!invitation) return nullptr;
    return {{"state", name_of(state_of(*invitation, now))},
            {"until", utc(invitation->until)},
            {"from", or_null(invitation->source)},
            {"fetched", invitation->fetched ? Json(utc(*invitation->fetched)) : Json(nullptr)}};
}

Json shown_phone(const provision::DeskPhone& phone) {
    return {{"mac", provision::shown_mac(phone.mac)}, {"phone", phone.phone}, {"user", phone.user}};
}

bool read_within(const nlohmann::json& object, InvitationWanted& wanted) {
    if (!object.contains("within_s")) return true;
    const auto& value = object["within_s"];
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > seconds(longest_invitation)) return false;
    wanted.within = std::chrono::seconds(value.get<std::int64_t>());
    return wanted.within >= shortest_invitation;
}

bool read_host(const nlohmann::json& object, InvitationWanted& wanted) {
    if (!object.contains("host")) return true;
    if (!object["host"].is_string()) return false;
    wanted.host = object["host"].get<std::string>();
    return true;
}

}  // namespace

std::string desk_phones_json(const std::vector<std::pair<provision::DeskPhone, const Invitation*>>& phones,
                             Invitation::Time now) {
    return text({{"phones", list(phones, [&](const auto& one) {
                      auto json = shown_phone(one.first);
                      json["invitation"] = shown_invitation(one.second, now);
                      return json;
                  })}});
}

std::optional<InvitationWanted> invitation_wanted_in(const std::string& json) {
    InvitationWanted out;
    if (json.empty()) return out;
    const auto object = nlohmann::json::parse(json, nullptr, false);
    if (!object.is_object() || !read_within(object, out) || !read_host(object, out)) return {};
    return out;
}

std::string invitation_json(const provision::DeskPhone& phone, const Invitation& invitation,
                            const std::string& folder, const std::string& secret) {
    auto json = shown_phone(phone);
    json["until"] = utc(invitation.until);
    json["url"] = provision::address_for(phone.phone, folder + '/' + secret);
    json["url_without_secret"] = provision::address_for(phone.phone, folder);
    json["name"] = phone.mac;
    json["secret"] = secret;
    json["files"] = provision::names_of_files(phone);
    return text(json);
}

}  // namespace layby::console
