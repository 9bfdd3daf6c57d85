// [[user]] and [[trunk]].
#include <fmt/format.h>

#include "settings/read/section.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

using namespace std::chrono_literals;

constexpr auto outside_form = "a telephone number as the provider wants it, such as \"+4930123456\"";
constexpr auto name_form = "letters, digits and . _ - + *, such as \"201\"";

bool is_printable(std::string_view text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    return text.size() <= 128;
}
bool is_password(std::string_view text) { return !text.empty() && is_printable(text); }
bool is_number_or_none(std::string_view text) { return text.empty() || is_number(text); }
bool is_transport(std::string_view text) {
    const auto named = transport_named(text);
    return named && !is_web_socket(*named);
}

void read_box(Section& section, calls::MessageBox& box) {
    section.read("message_box", box.there);
    section.read("message_longest", box.longest, {10s, 15min, false});
    section.read("messages_most", box.most, 1, 1000);
    section.read("messages_kept", box.kept, {1h, 365 * 24h, true});
}

void read_user(Draft& draft, const Value& table, std::size_t index) {
    Section section{draft, &table, place("user", index)};
    calls::User user;
    UserSecret secret;
    section.call_it("user: ");
    section.read("name", user.name, is_name, name_form);
    section.missing("name", name_form);
    if (user.name == "park") section.complain("name", "another name: sip:park@... is the park number's");
    if (!user.name.empty()) section.call_it(fmt::format("user {}: ", user.name));
    section.read("display", user.display, is_printable, "a name to show, at most 128 bytes on one line");
    section.read("password", secret.password, is_password, "text in quotes, at most 128 bytes on one line");
    section.read("may_park", user.may_park);
    section.read("may_retrieve", user.may_retrieve);
    section.read("ring_for", user.ring_for, {1s, 10min, false});
    section.read("max_calls", user.max_calls, 0, 1'000'000);
    user.outside = draft.outside;
    read_outside(section, user.outside);
    read_end(section, "no_answer", user.ends.no_answer);
    read_end(section, "busy", user.ends.busy);
    read_end(section, "unregistered", user.ends.unregistered);
    read_language(section, user.language);
    read_box(section, user.box);
    section.read("outside_number", secret.outside_number, is_number_or_none, outside_form);
    read_lamp_profile(section, secret.lamp_profile);
    read_auth(section, secret.md5_alone);
    user.encryption = draft.settings.office.encryption;
    read_encryption(section, "media_encryption", user.encryption);
    section.unknown_keys();
    secret.user = user.name;
    draft.settings.office.users.push_back(std::move(user));
    draft.settings.secrets.push_back(std::move(secret));
}

void check_line(const Draft& draft, Section& section, const TrunkLine& line, const std::string& where) {
    const auto lacks = [&](const char* key) { return !section.find(key) && draft.sure(where + '/' + key); };
    const bool no_host = line.host.empty() && draft.sure(where + "/host");
    const bool no_user = line.user.empty() && draft.sure(where + "/user");
    const bool no_password = line.password.empty() && draft.sure(where + "/password");
    if (lacks("host") && lacks("addresses") && lacks("user") && lacks("peer_certificate"))
        section.complain_at(draft.line(where),
                            "has neither host (for outgoing calls) nor addresses, user or peer_certificate "
                            "(for incoming calls)");
    if (line.register_with_provider && (no_host || no_user))
        section.complain_at(draft.line(where + "/register"), "register needs host, user and password");
    if (!line.phones.empty() && no_host)
        section.complain_at(draft.line(where + "/phones"),
                            "phones are reached through the trunk, which needs host");
    if ((no_user && !line.password.empty()) || (no_password && !line.user.empty()))
        section.complain_at(draft.line(where + (line.user.empty() ? "/password" : "/user")),
                            "user and password belong together; one is missing");
}

void read_line(TrunkLine& line, Section& section) {
    std::size_t port = line.port;
    section.read("host", line.host, is_host,
                 "a host name or an IP address (the port is a setting of its own)");
    section.read("port", port, 1, 65535);
    line.port = static_cast<std::uint16_t>(port);
    auto transport = name_of(line.transport);
    section.read("transport", transport, is_transport, "\"udp\", \"tcp\" or \"tls\"");
    line.transport = transport_named(transport).value_or(line.transport);
    section.read_networks("addresses", line.addresses);
    section.read_networks("phones", line.phones);
    section.read("user", line.user, is_name, "the account's name at the provider");
    section.read("password", line.password, is_password, "text in quotes, at most 128 bytes on one line");
    section.read("register", line.register_with_provider);
    section.read("answer_within", line.answer_within, {1s, 32s, false});
    read_auth(section, line.md5_alone);
}

/// An account that is named like a telephone number is one.
bool looks_like_a_number(const std::string& account) {
    constexpr std::size_t shortest = 6;  // below: an extension of another system
    const auto digits = account.find_first_not_of('+');
    return account.size() >= shortest && digits <= 1 &&
           account.find_first_not_of("0123456789", digits) == std::string::npos;
}

/// How parking through it works.
void read_parking(calls::Trunk& trunk, Section& section) {
    using calls::TellParker;
    section.read("consults", trunk.consults);
    section.read("names_parker", trunk.names_parker);
    section.choose("tell_parker", trunk.tell_parker,
                   {{"no", TellParker::no},
                    {"message", TellParker::message},
                    {"call", TellParker::call},
                    {"message, call", TellParker::message_call}});
}

void read_trunk(Draft& draft, const Value& table, std::size_t index) {
    const std::string where = place("trunk", index);
    Section section{draft, &table, where};
    calls::Trunk trunk;
    TrunkLine line;
    section.call_it("trunk: ");
    section.read("name", trunk.name, is_name, "letters, digits and . _ - + *, such as \"provider\"");
    section.missing("name", "letters, digits and . _ - + *, such as \"provider\"");
    if (!trunk.name.empty()) section.call_it(fmt::format("trunk {}: ", trunk.name));
    read_line(line, section);
    read_trunk_tls(draft, section, where, line);
    trunk.transport = line.transport;
    section.read("may_park", trunk.may_park);
    section.read("may_retrieve", trunk.may_retrieve);
    trunk.outside.barred = draft.outside.barred;
    read_outside(section, trunk.outside);
    section.read("max_calls", trunk.max_calls, 0, 1'000'000);
    section.read("spoken_refusals", trunk.spoken_refusals);
    read_language(section, trunk.language);
    trunk.encryption = draft.settings.office.encryption;
    read_encryption(section, "media_encryption", trunk.encryption);
    section.read("from", line.from, is_number_or_none, outside_form);
    section.read("pass_caller", line.pass_caller);
    section.read("pass_names", line.pass_names);
    read_parking(trunk, section);
    read_call_back(section, trunk.call_back);
    section.unknown_keys();
    if (!section.find("from") && looks_like_a_number(line.user)) line.from = line.user;
    check_line(draft, section, line, where);
    line.name = trunk.name;
    draft.settings.office.trunks.push_back(std::move(trunk));
    draft.settings.lines.push_back(std::move(line));
}

}  // namespace

void read_users(Draft& draft, const Value& root) {
    const auto tables = tables_of(draft, root, "user");
    for (std::size_t i = 0; i < tables.size(); ++i) read_user(draft, *tables[i], i);
}

void read_trunks(Draft& draft, const Value& root) {
    const auto tables = tables_of(draft, root, "trunk");
    for (std::size_t i = 0; i < tables.size(); ++i) read_trunk(draft, *tables[i], i);
}

}  // namespace layby::settings
