// [sip], [media], [sounds], [console], [store], [history], [trace], [log] and the keys outside of any
// section.
#include <filesystem>
#include <optional>

#include "settings/read/section.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

constexpr auto listen_form =
    R"("udp:0.0.0.0:5060", "tcp:[::]:5060", "tls:0.0.0.0:5061" or "wss:0.0.0.0:7443")";

bool any_text(std::string_view) { return true; }

/// The system allows no more.
bool is_socket_path(std::string_view text) {
    return !text.empty() && text.size() <= 107 && text.find('\0') == std::string_view::npos;
}

void read_listen_list(Draft& draft, Section& section) {
    const auto listed = section.texts("listen", R"(["udp:0.0.0.0:5060", "tcp:0.0.0.0:5060"])");
    if (!listed) return;
    if (listed->empty()) return section.complain("listen", "at least one address");
    draft.settings.sip.listen.clear();
    for (const Value& item : *listed) {
        const auto listen = read_listen(item.text);
        if (!listen) {
            section.complain_about_item("listen", item, listen_form);
            continue;
        }
        draft.lines[place("sip/listen", draft.settings.sip.listen.size())] = item.line;
        draft.settings.sip.listen.push_back(*listen);
    }
}

void read_resolvers(Draft& draft, Section& section) {
    for (const Value& item :
         section.texts("resolvers", R"(["192.0.2.53", "192.0.2.54:5353"])").value_or(std::vector<Value>{})) {
        if (is_resolver(item.text))
            draft.settings.sip.resolvers.push_back(item.text);
        else
            section.complain_about_item("resolvers", item, "an IP address, or one with :port");
    }
}

void read_sip(Draft& draft, const Value& root) {
    Section section{draft, table_of(draft, root, "sip"), "sip"};
    section.call_it("sip: ");
    Sip& sip = draft.settings.sip;
    read_listen_list(draft, section);
    read_certificate(draft, section, "sip", sip.certificate, sip.key);
    section.read("browsers", sip.browsers);
    section.read("domain", sip.domain, is_host, "a domain name such as \"office.example\"");
    section.read("public_ip", sip.public_ip, is_ip, "an IP address");
    read_keep_alive(section, sip.keep_alive, sip.keep_alive_every);
    read_resolvers(draft, section);
    section.read("session_expires", sip.session_expires, {90s, 24h, false});
    section.read("register_min", sip.register_min, {1s, 24h, false});
    section.read("register_max", sip.register_max, {1s, 7 * 24h, false});
    section.read("register_max_tcp", sip.register_max_tcp, {1s, 7 * 24h, false});
    read_lamp_profile(section, sip.lamp_profile);
    read_auth(section, sip.md5_alone);
    section.choose("park_foreign_calls", sip.foreign_parks,
                   {{"no", Sip::ForeignParks::none},
                    {"known", Sip::ForeignParks::known},
                    {"any", Sip::ForeignParks::any}});
    section.read("max_calls", sip.max_calls, 1, 1'000'000);
    section.read("max_new_calls_per_second", sip.max_new_calls_per_second, 0, 100'000);
    section.read("ban_after", sip.ban_after, 0, 1000);
    section.read_networks("never_ban", sip.never_ban);
    section.read_networks("proxies", sip.proxies);
    section.unknown_keys();
    if (sip.register_min > sip.register_max && draft.sure("sip/register_min") &&
        draft.sure("sip/register_max"))
        section.complain_at(draft.line("sip/register_min"), "register_min is longer than register_max");
}

void read_media(Draft& draft, const Value& root) {
    Section section{draft, table_of(draft, root, "media"), "media"};
    section.call_it("media: ");
    read_encryption(section, "encryption", draft.settings.office.encryption);
    Media& media = draft.settings.media;
    constexpr auto form = "a range of at least two ports from 1024 to 65535, such as \"10000-19999\"";
    if (const auto ports = section.parsed("ports", read_range, form)) {
        const bool fits = ports->first >= 1024 && ports->last <= 65535 && ports->first < ports->last;
        if (!fits) section.complain("ports", form);
        if (fits) media.first_port = static_cast<std::uint16_t>(ports->first);
        if (fits) media.last_port = static_cast<std::uint16_t>(ports->last);
    }
    section.read("lost_after", media.lost_after, {5s, 1h, false});
    section.read("realtime", media.realtime);
    section.choose(
        "way", media.way,
        {{"best", Media::Way::best}, {"sieved", Media::Way::sieved}, {"sockets", Media::Way::sockets}});
    section.unknown_keys();
}

void read_music(Draft& draft, Section& sounds) {
    const Entry* entry = sounds.find("music");
    if (!entry) return;
    if (entry->value.kind != Value::Kind::table)
        return sounds.complain("music",
                               "a section [sounds.music] with lines such as default = \"/srv/music\"");
    const auto complain = [&](const std::string& name, const Value& path) {
        draft.unread.insert("sounds/music");
        sounds.complain_at(
            path.line, "music " + name + " is " + shown(path) + "; expected a WAV file or a folder of them");
    };
    for (const auto& [name, line, path] : entry->value.entries) {
        const bool good =
            path.kind == Value::Kind::text && !path.text.empty() && path.text.find('\0') == std::string::npos;
        if (!good)
            complain(name, path);
        else if (name == "default")
            draft.settings.sounds.music.front().second = from_here(draft, path.text);
        else
            draft.settings.sounds.music.emplace_back(name, from_here(draft, path.text));
    }
}

constexpr auto loudness_form = R"("-22 LUFS", from -40 to -10, or "as recorded")";

constexpr auto say_form = R"(a program and its arguments, such as ["espeak-ng", "-v", "{language}"])";

/// A program with a '/' in its name is named from the folder of the settings file, as all files are.
void read_say_command(Draft& draft, Section& section) {
    Sounds& sounds = draft.settings.sounds;
    section.read("say_within", sounds.say_within, {1s, 1min, false});
    const auto listed = section.texts("say_command", R"(["espeak-ng", "-v", "{language}"])");
    if (!listed) return;
    if (listed->empty() || listed->front().text.empty()) return section.complain("say_command", say_form);
    for (const Value& item : *listed) sounds.say_command.push_back(item.text);
    auto& program = sounds.say_command.front();
    if (program.find('/') != std::string::npos) program = from_here(draft, program);
}

void read_sounds(Draft& draft, const Value& root) {
    Section section{draft, table_of(draft, root, "sounds"), "sounds"};
    section.call_it("sounds: ");
    Sounds& sounds = draft.settings.sounds;
    read_language(section, draft.settings.office.language);
    read_say_command(draft, section);
    section.read("own_dir", sounds.own_dir, any_text, "a folder");
    sounds.own_dir = from_here(draft, sounds.own_dir);
    if (const auto loudness = section.parsed("loudness", read_loudness, loudness_form))
        sounds.loudness = loudness->lufs;
    section.choose("start", sounds.start, {{"radio", Sounds::Start::radio}, {"track", Sounds::Start::track}});
    read_music(draft, section);
    section.read("spoken_refusals", draft.settings.office.spoken_refusals);
    section.read("hold_music", draft.settings.office.music, any_text, "the name of a music");
    section.unknown_keys();
}

constexpr auto url_form = R"(an address such as "https://park.example.com", without a path)";

/// As browsers name an origin (RFC 6454 section 6.2).
std::optional<std::string> read_origin(std::string_view text) {
    const auto out = lower_case(text);
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (!out.starts_with(scheme)) continue;
        const bool good =
            out.size() > scheme.size() && out.find_first_of("/?#@ ", scheme.size()) == std::string::npos;
        return good ? std::optional(out) : std::nullopt;
    }
    return {};
}

void read_proxy(Draft& draft, Section& section, Console& console) {
    section.read_networks("trusted_proxies", console.trusted_proxies);
    if (auto url = section.parsed("public_url", read_origin, url_form)) console.public_url = *url;
    section.read("proxy_names_users", console.proxy_names_users);
    if (!console.trusted_proxies.empty() || !draft.sure("console/trusted_proxies")) return;
    for (const auto& [key, given] : {std::pair("public_url", !console.public_url.empty()),
                                     std::pair("proxy_names_users", console.proxy_names_users)})
        if (given)
            section.complain_at(draft.line(std::string("console/") + key),
                                std::string(key) + " is of no use without trusted_proxies");
}

void read_console(Draft& draft, const Value& root) {
    Section section{draft, table_of(draft, root, "console"), "console"};
    section.call_it("console: ");
    Console& console = draft.settings.console;
    if (const auto listen = section.parsed("listen", read_address, "an address such as \"127.0.0.1:7080\""))
        console.ip = listen->ip, console.port = listen->port;
    section.read("socket", console.socket, is_socket_path, "a path of at most 107 characters");
    console.socket = from_here(draft, console.socket);
    section.read("read_without_token", console.read_without_token);
    section.read("socket_group", console.socket_group, is_name, "a group of this machine");
    read_proxy(draft, section, console);
    section.read("unencrypted", console.unencrypted);
    read_certificate(draft, section, "console", console.certificate, console.key);
    section.unknown_keys();
    if (console.socket.empty() && !console.socket_group.empty() && draft.sure("console/socket"))
        section.complain_at(draft.line("console/socket_group"), "socket_group is of no use without socket");
}

void read_store(Draft& draft, const Value& root) {
    using When = Store::WhenFailing;
    Section section{draft, table_of(draft, root, "store"), "store"};
    section.call_it("store: ");
    section.choose<When>("when_failing", draft.settings.store.when_failing,
                         {{"continue", When::go_on}, {"refuse", When::refuse}});
    section.unknown_keys();
}

void read_history(Draft& draft, const Value& root) {
    Section section{draft, table_of(draft, root, "history"), "history"};
    section.call_it("history: ");
    auto& history = draft.settings.history;
    section.read("entries", history.entries, 1'000, 10'000'000);
    section.read("keep_days", history.days, 0, 3'650);
    section.read("every_call", history.calls);
    draft.settings.office.tasks_kept = std::chrono::hours{24} * static_cast<int>(history.days);
    section.unknown_keys();
}

void read_trace(Draft& draft, const Value& root) {
    Section section{draft, table_of(draft, root, "trace"), "trace"};
    section.call_it("trace: ");
    section.read("keep", draft.settings.trace.keep, {1min, 24h, true});
    section.read("megabytes", draft.settings.trace.megabytes, 1, 256);
    section.unknown_keys();
}

void read_log(Draft& draft, const Value& root) {
    Section section{draft, table_of(draft, root, "log"), "log"};
    section.call_it("log: ");
    section.choose<std::string>("level", draft.settings.log.level,
                                {{"debug", "debug"}, {"info", "info"}, {"warn", "warn"}, {"error", "error"}});
    section.choose<bool>("format", draft.settings.log.json, {{"text", false}, {"json", true}});
    section.unknown_keys();
}

}  // namespace

std::string from_here(const Draft& draft, const std::string& path) {
    if (path.empty() || path.front() == '/') return path;
    return (std::filesystem::path{draft.file}.parent_path() / path).lexically_normal().string();
}

namespace {

void read_emergency(Draft& draft, Section& top) {
    const auto listed = top.texts("emergency", R"(["110", "112"])");
    if (!listed) return;
    draft.settings.office.emergency.clear();
    for (const Value& item : *listed) {
        if (is_number(item.text))
            draft.settings.office.emergency.push_back(item.text);
        else
            top.complain_about_item("emergency", item, "a number such as \"112\"");
    }
}

}  // namespace

void read_general(Draft& draft, const Value& root) {
    Section top{draft, &root, "top"};
    for (const char* section :
         {"sip",   "media",     "sounds",   "console", "store",  "history", "trace", "log",
          "codes", "outside",   "network",  "hours",   "user",   "phone",   "group", "trunk",
          "lot",   "route_out", "route_in", "webhook", "rights", "cluster", "tenant"})
        top.find(section);
    top.read(
        "operator", draft.operator_number,
        [](std::string_view text) { return is_name(text) || is_number(text); },
        "a user or a number, such as \"203\"");
    top.read("park_after_hold", draft.settings.office.park_after_hold, {5s, 24h, true});
    read_emergency(draft, top);
    top.unknown_keys();
    read_sip(draft, root);
    read_media(draft, root);
    read_sounds(draft, root);
    read_console(draft, root);
    read_store(draft, root);
    read_history(draft, root);
    read_trace(draft, root);
    read_log(draft, root);
}

}  // namespace layby::settings
