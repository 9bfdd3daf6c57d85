#include "layby/doctor/running.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "words/networks.hpp"
#include "words/spelling.hpp"

namespace layby::app {
namespace {

using nlohmann::json;

constexpr std::size_t enough_phones = 50;

json asked(const Client& client, const std::string& path) {
    const auto reply = client.get(path);
    return reply.status == 200 ? json::parse(reply.body, nullptr, false) : json{};
}

std::string_view trimmed_left(std::string_view text) {
    return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

/// The first value of a header by its long or its short name (RFC 3261 section 7.3.3).
std::string_view header(std::string_view request, std::string_view name, std::string_view short_name) {
    for (auto rest = request; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size() - 1);
        const auto line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto said = lower_case(std::string(line.substr(0, colon)));
        if (said == name || said == short_name) return trimmed_left(line.substr(colon + 1));
    }
    return {};
}

/// The host that begins behind this character.
std::optional<IpAddress> host_behind(std::string_view value, char mark) {
    const auto at = value.find(mark);
    if (at == std::string_view::npos) return {};
    const auto rest = value.substr(at + 1);
    return address_of(std::string(rest.substr(0, rest.find_first_of(":;>, \r"))));
}

bool is_inside(const std::optional<IpAddress>& address) { return address && address->is_private(); }

/// Where the last message came from that somebody on the way has rewritten; empty: none was.
std::string rewritten_from(const Client& client, const std::string& user) {
    const auto told = asked(client, "/api/v1/trace?limit=200&user=" + encoded(user));
    if (!told.is_object()) return {};
    std::string found;
    for (const auto& message : told.value("messages", json::array())) {
        const auto text = message.value("text", std::string{}), from = message.value("remote", std::string{});
        if (message.value("direction", std::string{}) != "received") continue;
        const auto ip = from.substr(0, from.rfind(':'));
        const bool registers = text.starts_with("REGISTER ");
        if (registers) found.clear();  // what counts is how it is now
        if ((registers && is_rewritten(text, ip)) || has_rewritten_sdp(text, ip)) found = ip;
    }
    return found;
}

void look_at_phone(Findings& out, const Client& client, const std::string& user) {
    const auto ip = rewritten_from(client, user);
    if (ip.empty()) return;
    out.warn(fmt::format("the SIP of {} from {} is rewritten on its way", user, ip),
             "Switch off \"SIP ALG\" in the router there (unless the phone itself uses STUN): calls end "
             "after some "
             "minutes or have no sound.");
}

}  // namespace

bool is_rewritten(std::string_view request, const std::string& from_ip) {
    const auto from = address_of(from_ip);
    if (!from || from->is_private()) return false;
    const auto contact = header(request, "contact", "m");
    const auto named =
        contact.find('@') == std::string_view::npos ? host_behind(contact, ':') : host_behind(contact, '@');
    if (named != from) return false;
    const auto via = header(request, "via", "v");
    return is_inside(host_behind(via, ' ')) || is_inside(host_behind(header(request, "call-id", "i"), '@'));
}

bool has_rewritten_sdp(std::string_view message, const std::string& from_ip) {
    const auto from = address_of(from_ip);
    const auto body = message.find("\r\n\r\nv=0");
    if (!from || from->is_private() || body == std::string_view::npos) return false;
    const auto sdp = message.substr(body);
    const auto address_in = [&](std::string_view line) {
        const auto at = sdp.find(line);
        const auto rest = at == std::string_view::npos ? std::string_view{} : sdp.substr(at + 2);
        const auto text = rest.substr(0, rest.find_first_of("\r\n"));
        const auto last = text.rfind(' ');
        return last == std::string_view::npos ? std::nullopt : address_of(std::string(text.substr(last + 1)));
    };
    return address_in("\nc=IN ") == from && is_inside(address_in("\no="));
}

Findings look_at_server(const Client& client) {
    Findings out{"Server"};
    const auto status = asked(client, "/api/v1/status");
    if (!status.is_object()) {
        out.note("a server runs, but doesn't tell this account how it does",
                 "Run the doctor as its account, or with sudo.");
        return out;
    }
    out.good(fmt::format("layby {} runs", status.value("version", std::string{"?"})));
    const auto way = status.value("media_way", json::object());
    const auto why = way.value("why_not_faster", std::string{});
    why.empty() ? out.good("sound takes the fastest way")
                : out.note("sound takes a slower way: " + why,
                           "More callers per core with it; the admin guide says how.");
    const auto counters = status.value("counters", json::object());
    if (counters.value("store", json::object()).value("failing", 0) > 0)
        out.complain("the disk refuses changes: a crash would lose calls",
                     "Look into the log, and make room on the disk.");
    return out;
}

Findings look_at_phones(const Client& client) {
    Findings out{"Phones"};
    const auto told = asked(client, "/api/v1/registrations");
    if (!told.is_object()) return out;
    const auto all = told.value("registrations", json::array());
    std::size_t away = 0, silent = 0, looked = 0;
    for (const auto& phone : all) {
        if (!phone.value("reachable", true)) ++away;
        if (!phone.value("answers", true)) ++silent;
        if (looked++ < enough_phones) look_at_phone(out, client, phone.value("user", std::string{}));
    }
    if (silent > 0)
        out.warn(fmt::format("{} of {} behind a router no longer answer{} keep-alives", silent, all.size(),
                             silent == 1 ? "s" : ""),
                 "layby phones tells which; they are off, or their router forgets them: a shorter "
                 "keep_alive_every may help.");
    if (all.empty())
        out.note("none is registered", "layby accounts shows with which passwords they do.");
    else if (away > 0)
        out.warn(fmt::format("{} of {} can't be reached just now", away, all.size()),
                 "layby phones tells which ones.");
    else
        out.good(fmt::format("{} registered, all can be reached", all.size()));
    return out;
}

}  // namespace layby::app
