// [[phone]].
#include <fmt/format.h>

#include <algorithm>

#include "provision/mac.hpp"
#include "settings/read/section.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

constexpr auto mac_form = "the MAC address on the phone's label, such as \"00:15:65:12:34:56\"";
constexpr auto whose_form = "the user whose phone it is, such as \"201\"";

void read_model(Section& section, std::string& out) {
    const auto known = provision::fetching_phones();
    const auto spelled = section.text("model", any_of(known).c_str());
    section.missing("model", any_of(known));
    if (!spelled) return;
    if (std::ranges::find(known, *spelled) == known.end())
        return section.complain("model", any_of(known) + did_you_mean(lower_case(*spelled), known));
    out = *spelled;
}

void check_mac(Draft& draft, Section& section, const std::string& mac) {
    const auto& others = draft.settings.phones;
    const auto first = std::ranges::find(others, mac, &provision::DeskPhone::mac);
    if (first == others.end()) return;
    const auto index = static_cast<std::size_t>(first - others.begin());
    section.complain_at(section.find("mac")->line, fmt::format("this phone is already defined in line {}",
                                                               draft.line(place("phone", index) + "/mac")));
}

void read_phone(Draft& draft, const Value& table, std::size_t index) {
    Section section{draft, &table, place("phone", index)};
    provision::DeskPhone phone;
    section.call_it("phone: ");
    const auto mac = section.parsed("mac", provision::mac_in, mac_form);
    section.missing("mac", mac_form);
    if (mac) section.call_it(fmt::format("phone {}: ", provision::shown_mac(*mac)));
    read_model(section, phone.phone);
    section.read("user", phone.user, is_name, whose_form);
    section.missing("user", whose_form);
    section.unknown_keys();
    phone.mac = mac.value_or("");
    if (mac) check_mac(draft, section, phone.mac);
    draft.settings.phones.push_back(std::move(phone));
}

}  // namespace

void read_phones(Draft& draft, const Value& root) {
    const auto tables = tables_of(draft, root, "phone");
    for (std::size_t i = 0; i < tables.size(); ++i) read_phone(draft, *tables[i], i);
}

}  // namespace layby::settings
