#include "provision/provision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <span>

#include "provision/template_files.hpp"
#include "runtime/check.hpp"
#include "words/host.hpp"

namespace layby::provision {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

/// No phone has more keys, and an office may have tens of thousands of slots.
constexpr std::size_t most_keys = 300;

/// How a value is written down so that it says nothing else than itself.
enum class Format : std::uint8_t {
    lines,  ///< "name = value" up to the end of the line: nothing has a meaning of its own there
    xml,
    uri_parameters,  ///< of baresip: ";name=value", which knows no quotes
};

/// A template and the name of the file that it makes; "*" in it is the user's.
struct Made {
    const char* template_file;
    const char* name;
};

struct Kind {
    const char* name;
    const char* title;
    Format format;
    std::vector<Made> files;
};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {"yealink", "Yealink", Format::lines, {{"yealink.cfg", "yealink-*.cfg"}}},
        {"poly", "Poly UCS", Format::xml, {{"poly.cfg", "poly-*.cfg"}}},
        {"snom", "Snom", Format::xml, {{"snom.xml", "snom-*.xml"}}},
        {"grandstream", "Grandstream", Format::xml, {{"grandstream.xml", "grandstream-*.xml"}}},
        {"fanvil", "Fanvil", Format::xml, {{"fanvil.xml", "fanvil-*.xml"}}},
        {"cisco", "Cisco MPP", Format::xml, {{"cisco.xml", "cisco-*.xml"}}},
        {"linphone", "Linphone", Format::lines, {{"linphonerc", "linphonerc"}}},
        {"baresip",
         "baresip",
         Format::uri_parameters,
         {{"baresip-accounts", "accounts"}, {"baresip-contacts", "contacts"}}},
        {"microsip",
         "MicroSIP",
         Format::lines,
         {{"microsip.ini", "MicroSIP.ini"}, {"microsip-contacts.xml", "Contacts.xml"}}},
        {"zoiper",
         "Zoiper 5",
         Format::xml,
         {{"zoiper-config.xml", "config.xml"}, {"zoiper-contacts.xml", "contacts.xml"}}},
    };
    return all;
}

std::string as_xml(const std::string& value) {
    std::string out;
    for (const char c : value) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

/// Shown in quotes, where some phones know no way to write these.
std::string without_marks(std::string name) {
    std::erase_if(name, [](char c) { return c == '"' || c == '\\' || c == '<' || c == '>'; });
    return name;
}

bool holds(Format format, const std::string& password) {
    return format != Format::uri_parameters || password.find_first_of("; \"<>") == std::string::npos;
}

data set_of(std::initializer_list<std::pair<const char*, std::string>> values) {
    data out{data::type::object};
    for (const auto& [name, value] : values) out.set(name, value);
    return out;
}

/// A key for a lot's park number, or for a slot.
data key_of(const std::string& number, const std::string& label, bool slot, std::size_t at) {
    auto out = set_of({{"number", number},
                       {"label", label},
                       {"from_0", std::to_string(at)},
                       {"from_1", std::to_string(at + 1)},
                       {"from_2", std::to_string(at + 2)}});
    out.set(slot ? "slot" : "park", data{true});
    return out;
}

/// The park number of each lot, and behind it its slots.
data keys_of(const Wanted& wanted) {
    data out{data::type::list};
    const auto lots = std::min(wanted.lots.size(), most_keys);
    std::size_t at = 0, left = most_keys - lots;
    const bool one_lot = wanted.lots.size() == 1;
    for (const auto& lot : std::span(wanted.lots).first(lots)) {
        out << key_of(lot.park_number, one_lot ? "Park" : "Park " + lot.name, false, at++);
        const std::size_t all = lot.last - lot.first + std::size_t{1};
        const auto slots = std::min({all, left, wanted.keys > 0 ? wanted.keys : all});
        left -= slots;
        for (std::size_t i = 0; i < slots; ++i) {
            const auto number = std::to_string(lot.first + i);
            out << key_of(number, (one_lot ? "Park" : lot.name) + ' ' + number, true, at++);
        }
    }
    return out;
}

data data_of(const Wanted& wanted) {
    const auto& shown = wanted.display.empty() ? wanted.user : wanted.display;
    const auto transport = name_of(wanted.transport);
    auto capitals = transport;
    std::ranges::transform(capitals, capitals.begin(), [](unsigned char c) { return std::toupper(c); });
    auto out = set_of({{"user", wanted.user},
                       {"display", shown},
                       {"plain_display", without_marks(shown)},
                       {"password", wanted.password.empty() ? password_marker(wanted.user) : wanted.password},
                       {"host", wanted.host},
                       {"uri_host", bracketed(wanted.host)},
                       {"port", std::to_string(wanted.port)},
                       {"server", fmt::format("{}:{}", bracketed(wanted.host), wanted.port)},
                       {"transport", transport},
                       {"TRANSPORT", capitals}});
    out.set(transport, data{true});
    const bool must = wanted.encryption == calls::MediaEncryption::require;
    const bool may =
        wanted.encryption == calls::MediaEncryption::prefer && wanted.transport == Transport::tls;
    out.set("srtp", data{must || may});
    out.set("srtp_must", data{must});
    out.set("srtp_may", data{may});
    out.set("keys", keys_of(wanted));
    if (!wanted.lots.empty()) out.set("first_park", wanted.lots.front().park_number);
    const auto& codes = wanted.codes;
    for (const auto& [name, code] : {std::pair{"park_code", codes.park},
                                     {"retrieve_code", codes.retrieve},
                                     {"longest_code", codes.longest},
                                     {"pickup_code", codes.pickup}})
        if (!code.empty()) out.set(name, code);
    return out;
}

std::string template_named(std::string_view name) {
    const auto found = std::ranges::find(template_files, name, &TemplateFile::name);
    return CHECK(found != template_files.end()) ? found->text : std::string{};
}

std::string filled(const char* template_file, Format format, const data& values) {
    mustache text{template_named(template_file)};
    const bool xml = format == Format::xml || std::string_view(template_file).ends_with(".xml");
    text.set_custom_escape([xml](const std::string& value) { return xml ? as_xml(value) : value; });
    return text.render(values);
}

std::string name_for(std::string name, const std::string& user) {
    if (const auto star = name.find('*'); star != std::string::npos) name.replace(star, 1, user);
    return name;
}

}  // namespace

std::vector<Phone> phones() {
    std::vector<Phone> out;
    for (const auto& kind : kinds()) out.push_back({kind.name, kind.title});
    return out;
}

std::vector<std::string> phone_names() {
    std::vector<std::string> out;
    for (const auto& kind : kinds()) out.emplace_back(kind.name);
    return out;
}

std::string password_marker(const std::string& user) { return "PASSWORD-OF-" + user; }

Written written_for(const std::string& phone, const Wanted& wanted) {
    const auto kind = std::ranges::find(kinds(), phone, &Kind::name);
    if (!CHECK(kind != kinds().end())) return fmt::format("there is no phone \"{}\"", phone);
    if (!holds(kind->format, wanted.password))
        return fmt::format("the file of {} can't hold this password: it has a blank or one of ; \" < > in it",
                           kind->title);
    const auto values = data_of(wanted);
    std::vector<File> out;
    for (const auto& one : kind->files)
        out.push_back({name_for(one.name, wanted.user), filled(one.template_file, kind->format, values)});
    return out;
}

}  // namespace layby::provision
