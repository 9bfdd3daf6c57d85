#include "layby/commands.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "layby/table.hpp"
#include "runtime/descriptor.hpp"
#include "runtime/log.hpp"

namespace layby::app {
namespace {

using Json = nlohmann::ordered_json;

void complain(const std::string& line) { fmt::print(stderr, "layby: {}\n", line); }

}  // namespace

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

ExitCode keep_private(const std::string& path, const std::string& bytes) {
    using runtime::write_all;
    if (path == "-") return write_all(STDOUT_FILENO, bytes) ? done : failed;
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = file >= 0 && write_all(file, bytes);
    const bool kept = file >= 0 && ::close(file) == 0 && written;
    if (!kept) return std::perror(("layby: " + path).c_str()), failed;
    return done;
}

std::string ordered_text(const std::string& from, const std::string& to) {
    return fmt::format("The phone of {} rings; once it is answered it calls {}.\n", from, to);
}

ExitCode refused(const Reply& reply) {
    const auto json = Json::parse(reply.body, nullptr, false);
    if (!json.is_object() || !json.contains("detail")) {
        complain(fmt::format("the server answered with status {}; is it Layby?", reply.status));
        return failed;
    }
    complain(json.value("detail", "refused"));
    for (const auto& problem : json.value("problems", Json::array())) complain(problem.get<std::string>());
    return failed;
}

namespace {

ExitCode show(const Client& client, const std::string& path, bool json,
              std::string (*text)(const std::string&)) {
    const auto reply = client.get(path);
    if (reply.status != 200) return refused(reply);
    print(json ? reply.body + "\n" : text(reply.body));
    return done;
}

/// The lot in which somebody waits in this slot, be it one that a reload has taken away.
std::optional<std::string> lot_with_call_in(const Json& lots, std::uint64_t slot) {
    for (const auto& lot : lots)
        for (const auto& call : lot.at("parked"))
            if (call.at("slot") == slot) return lot.at("name").get<std::string>();
    return {};
}

/// Every lot that has the slot.
std::vector<std::string> lots_with(const std::string& lots, std::uint64_t slot) {
    const auto json = Json::parse(lots);
    if (const auto taken = lot_with_call_in(json.at("lots"), slot)) return {*taken};
    std::vector<std::string> names;
    for (const auto& lot : json.at("lots")) {
        const auto first = lot.at("first_slot").get<std::uint64_t>();
        const auto last = lot.at("last_slot").get<std::uint64_t>();
        if (first <= slot && slot <= last) names.push_back(lot.at("name"));
    }
    return names;
}

/// The lot that is meant; empty when that isn't clear, which has been said then.
std::string lot_of(const Client& client, const std::string& lot, const std::string& slot) {
    if (!lot.empty()) return lot;
    const auto reply = client.get("/api/v1/lots");
    if (reply.status != 200) return refused(reply), std::string{};
    const auto names = lots_with(reply.body, std::strtoull(slot.c_str(), nullptr, 10));
    if (names.size() == 1) return names[0];
    complain(names.empty() ? "no lot has a slot " + slot
                           : "more than one lot has slot " + slot + "; use --lot");
    return {};
}

std::string path_of(const std::string& lot, const std::string& slot, const std::string& action) {
    return "/api/v1/lots/" + encoded(lot) + "/slots/" + encoded(slot) + "/" + action;
}

std::string legs_in(const Reply& reply) {
    const auto legs = Json::parse(reply.body).value("legs", std::size_t{0});
    return log::counted(legs, "leg");
}

/// How the server that answers is called, and which start of it that is; none while none answers.
struct Running {
    std::string version;
    std::uint64_t start{};
    std::uint64_t parked{};
};

std::optional<Running> running(const Client& client) try {
    const auto reply = client.get("/api/v1/status");
    const auto json = Json::parse(reply.body, nullptr, false);
    if (reply.status != 200 || !json.is_object()) return {};
    const auto& counters = json.at("counters");
    return Running{json.at("version"), counters.at("runtime").at("starts_total"),
                   counters.at("calls").at("parked")};
} catch (const NoServer&) {
    return {};
}

/// The start after this one, once it answers; none when that takes too long.
std::optional<Running> successor_of(const Client& client, std::uint64_t start) {
    for (int i = 0; i < 300; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        const auto now = running(client);
        if (now && now->start > start) return now;
    }
    return {};
}

}  // namespace

ExitCode show_status(const Client& client, bool json) {
    return show(client, "/api/v1/status", json, status_text);
}

ExitCode show_lots(const Client& client, bool json, const LotsWanted& wanted) {
    const auto one = wanted.lot.empty() ? std::string{} : "/" + encoded(wanted.lot);
    const auto reply = client.get("/api/v1/lots" + one);
    if (reply.status != 200) return refused(reply);
    print(json ? reply.body + "\n" : lots_text(reply.body, wanted.by_age));
    return done;
}

ExitCode show_calls(const Client& client, bool json) {
    return show(client, "/api/v1/calls", json, calls_text);
}

ExitCode show_registrations(const Client& client, bool json) {
    return show(client, "/api/v1/registrations", json, registrations_text);
}

ExitCode show_lamps(const Client& client, bool json) {
    return show(client, "/api/v1/lamps", json, lamps_text);
}

ExitCode show_trunks(const Client& client, bool json) {
    return show(client, "/api/v1/trunks", json, trunks_text);
}

ExitCode retrieve(const Client& client, const std::string& lot, const std::string& slot,
                  const std::string& user) {
    const auto name = lot_of(client, lot, slot);
    if (name.empty()) return failed;
    const auto reply = client.post(path_of(name, slot, "retrieve"), Json{{"user", user}}.dump());
    if (reply.status != 202) return refused(reply);
    print(fmt::format("The phone of {} rings to take the caller of slot {}.\n", user, slot));
    return done;
}

ExitCode transfer(const Client& client, const std::string& lot, const std::string& slot,
                  const std::string& to) {
    const auto name = lot_of(client, lot, slot);
    if (name.empty()) return failed;
    const auto reply = client.post(path_of(name, slot, "transfer"), Json{{"to", to}}.dump());
    if (reply.status != 202) return refused(reply);
    print(
        fmt::format("{} rings for the caller of slot {}, who waits on until somebody answers.\n", to, slot));
    return done;
}

ExitCode call(const Client& client, const std::string& from, const std::string& to, bool answers) {
    const auto reply =
        client.post("/api/v1/calls", Json{{"from", from}, {"to", to}, {"auto_answer", answers}}.dump());
    if (reply.status != 202) return refused(reply);
    print(ordered_text(from, to));
    return done;
}

ExitCode release(const Client& client, const std::string& lot, const std::string& slot) {
    const auto name = lot_of(client, lot, slot);
    if (name.empty()) return failed;
    const auto reply = client.post(path_of(name, slot, "release"), "");
    if (reply.status != 200) return refused(reply);
    print(fmt::format("Slot {} is free: its caller was hung up.\n", slot));
    return done;
}

ExitCode set_pin(const Client& client, const std::string& lot, const std::string& slot,
                 const std::string& pin) {
    const auto name = lot_of(client, lot, slot);
    if (name.empty()) return failed;
    const auto body = Json{{"pin", pin.empty() ? Json(nullptr) : Json(pin)}}.dump();
    const auto reply = client.put(path_of(name, slot, "pin"), body);
    if (reply.status != 200) return refused(reply);
    print(pin.empty() ? "The PIN of the call in slot " + slot + " was removed.\n"
                      : "Slot " + slot + " now asks for this PIN.\n");
    return done;
}

ExitCode edit(const Client& client, const std::string& lot, const std::string& slot, const Said& said) {
    const auto name = lot_of(client, lot, slot);
    if (name.empty()) return failed;
    auto body = Json::object();
    if (said.note) body["note"] = *said.note;
    if (said.for_user) body["for_user"] = *said.for_user;
    if (said.longer) body["extend_s"] = said.longer->count();
    const auto reply =
        client.patch(fmt::format("/api/v1/lots/{}/slots/{}", encoded(name), slot), body.dump());
    if (reply.status != 200) return refused(reply);
    print(fmt::format("Noted for the call in slot {}.\n", slot));
    return done;
}

ExitCode show_presences(const Client& client, bool json) {
    return show(client, "/api/v1/presence", json, presences_text);
}

namespace {

void say_forward(Json& forward, const char* which, const std::optional<std::string>& number) {
    if (number) forward[which] = number->empty() ? Json(nullptr) : Json(*number);
}

}  // namespace

ExitCode set_presence(const Client& client, const std::string& user, const PresenceSaid& said) {
    const auto path = "/api/v1/users/" + encoded(user) + "/presence";
    const auto known = client.get(path);
    if (known.status != 200) return refused(known);
    auto wanted = Json::parse(known.body);
    auto& forward = wanted["forward"];
    if (said.do_not_disturb) wanted["do_not_disturb"] = *said.do_not_disturb;
    say_forward(forward, "always", said.always);
    say_forward(forward, "busy", said.busy);
    say_forward(forward, "no_answer", said.no_answer);
    say_forward(forward, "unregistered", said.unregistered);
    if (said.after) forward["no_answer_after_s"] = *said.after;
    const auto reply = client.put(path, wanted.dump());
    if (reply.status != 200) return refused(reply);
    print(presences_text(Json{{"presences", Json::array({Json::parse(reply.body)})}}.dump()));
    return done;
}

ExitCode show_hours(const Client& client, bool json) {
    return show(client, "/api/v1/hours", json, hours_text);
}

ExitCode set_hours(const Client& client, const std::string& hours, const std::string& how,
                   bool until_next_change) {
    const Json wanted{{"set", how}, {"until_next_change", until_next_change}};
    const auto reply = client.put("/api/v1/hours/" + encoded(hours), wanted.dump());
    if (reply.status != 200) return refused(reply);
    print(hours_text(Json{{"hours", Json::array({Json::parse(reply.body)})}}.dump()));
    return done;
}

ExitCode show_audit(const Client& client, bool json, std::size_t limit) {
    return show(client, fmt::format("/api/v1/audit?limit={}", limit), json, audit_text);
}

ExitCode show_webhooks(const Client& client, bool json) {
    return show(client, "/api/v1/webhooks", json, webhooks_text);
}

ExitCode show_deliveries(const Client& client, bool json, const std::string& webhook, std::size_t limit) {
    return show(client, fmt::format("/api/v1/webhooks/{}/deliveries?limit={}", encoded(webhook), limit), json,
                deliveries_text);
}

namespace {

ExitCode send(const Client& client, const std::string& path, const std::string& what,
              const std::string& webhook) {
    const auto reply = client.post("/api/v1/webhooks/" + encoded(webhook) + path, "");
    if (reply.status != 202) return refused(reply);
    print(fmt::format("{} is sent; \"layby webhook log {}\" shows what has become of it.\n", what, webhook));
    return done;
}

}  // namespace

ExitCode test_webhook(const Client& client, const std::string& webhook) {
    return send(client, "/test", "A test", webhook);
}

ExitCode redeliver(const Client& client, const std::string& webhook, std::size_t event) {
    return send(client, fmt::format("/events/{}/redeliver", event), fmt::format("Event {}", event), webhook);
}

ExitCode show_tokens(const Client& client, bool json) {
    return show(client, "/api/v1/tokens", json, tokens_text);
}

ExitCode add_token(const Client& client, const std::string& name, const std::string& scope) {
    const auto reply = client.put("/api/v1/tokens/" + encoded(name), Json{{"scope", scope}}.dump());
    if (reply.status != 201) return refused(reply);
    print(Json::parse(reply.body).at("token").get<std::string>() + "\n");
    fmt::print(stderr, "This is the token of {}. It is not shown again: only its hash is kept.\n", name);
    return done;
}

ExitCode revoke_token(const Client& client, const std::string& name) {
    const auto reply = client.remove("/api/v1/tokens/" + encoded(name));
    if (reply.status != 200) return refused(reply);
    print("The token of " + name + " opens nothing any more.\n");
    return done;
}

ExitCode list_accounts(const Client& client, bool json) {
    return show(client, "/api/v1/accounts", json, accounts_text);
}

namespace {

/// Null: the server makes one.
Json password_or_null(const std::string& password) {
    return password.empty() ? Json(nullptr) : Json(password);
}

ExitCode put_account(const Client& client, const std::string& name, const Json& body,
                     const std::string& done_text) {
    const auto reply = client.put("/api/v1/accounts/" + encoded(name), body.dump());
    if (reply.status != 200 && reply.status != 201) return refused(reply);
    const auto made = Json::parse(reply.body).value("password", "");
    if (made.empty()) return print(done_text + "\n"), done;
    print(made + "\n");
    fmt::print(stderr, "{} This is the password. It is not shown again: only its hash is kept.\n", done_text);
    return done;
}

}  // namespace

ExitCode add_account(const Client& client, const NewAccount& wanted) {
    const auto all = client.get("/api/v1/accounts");
    if (all.status != 200) return refused(all);
    const auto accounts = Json::parse(all.body).value("accounts", Json::array());
    const auto same = [&](const Json& one) { return one.at("name") == wanted.name; };
    if (std::ranges::any_of(accounts, same)) {
        complain("there is an account \"" + wanted.name + "\" already");
        return failed;
    }
    Json body{{"role", wanted.role}, {"password", password_or_null(wanted.password)}};
    if (!wanted.user.empty()) body["user"] = wanted.user;
    return put_account(client, wanted.name, body,
                       fmt::format("{} may log in as {}.", wanted.name, wanted.role));
}

namespace {

std::string password_changed(const std::string& name) {
    return "The password of " + name + " was changed; whoever was logged in by the old one is not any more.";
}

}  // namespace

ExitCode set_password(const Client& client, const std::string& name, const std::string& password) {
    return put_account(client, name, {{"password", password_or_null(password)}}, password_changed(name));
}

ExitCode change_password(const Client& client, const std::string& name, const std::string& old_one,
                         const std::string& new_one) {
    const auto reply = client.post("/api/v1/accounts/" + encoded(name) + "/password",
                                   Json{{"old", old_one}, {"new", new_one}}.dump());
    if (reply.status != 200) return refused(reply);
    print(password_changed(name) + "\n");
    return done;
}

ExitCode remove_account(const Client& client, const std::string& name) {
    const auto reply = client.remove("/api/v1/accounts/" + encoded(name));
    if (reply.status != 200) return refused(reply);
    print(name + " can't log in any more.\n");
    return done;
}

ExitCode show_bans(const Client& client, bool json) { return show(client, "/api/v1/bans", json, bans_text); }

ExitCode unban(const Client& client, const std::string& source) {
    const auto reply = client.remove("/api/v1/bans/" + encoded(source));
    if (reply.status != 200) return refused(reply);
    print(source + " is heard again.\n");
    return done;
}

ExitCode upgrade(const Client& client) {
    const auto before = running(client);
    const auto reply = client.patient().post("/api/v1/upgrade", "");
    if (reply.status != 202) return refused(reply);
    const auto now = successor_of(client, before ? before->start : 0);
    if (!now) {
        complain("the new program does not answer yet; the server's log says why");
        return failed;
    }
    print(fmt::format("Layby {} has taken over; {} {} parked.\n", now->version,
                      log::counted(now->parked, "caller"), now->parked == 1 ? "is" : "are"));
    return done;
}

ExitCode drain(const Client& client, std::optional<std::chrono::seconds> within) {
    if (within == std::chrono::seconds(0)) within.reset();  // as in the settings: no limit
    const auto body = within ? Json{{"within_s", within->count()}}.dump() : "{}";
    const auto reply = client.post("/api/v1/drain", body);
    if (reply.status != 202) return refused(reply);
    print(fmt::format("Draining: no new calls. The server ends when those in progress are over ({}){}.\n",
                      legs_in(reply), within ? ", at the latest in " + clock_text(within->count()) : ""));
    return done;
}

ExitCode stop_draining(const Client& client) {
    const auto reply = client.remove("/api/v1/drain");
    if (reply.status != 200) return refused(reply);
    const bool drained = Json::parse(reply.body).value("was_draining", true);
    print(drained ? "Drain cancelled: new calls are accepted again.\n"
                  : "The server was not draining; new calls are accepted.\n");
    return done;
}

ExitCode trace(const Client& client, bool on, const std::string& number) {
    const Json body{{"on", on}, {"number", number.empty() ? Json(nullptr) : Json(number)}};
    const auto reply = client.put("/api/v1/trace", body.dump());
    if (reply.status != 200) return refused(reply);
    print(
        on ? "SIP messages are traced: to sip-trace.log in the state directory, or without one to the log.\n"
           : "The SIP trace is off.\n");
    return done;
}

ExitCode set_log_level(const Client& client, const std::string& level) {
    const auto reply = client.put("/api/v1/log", Json{{"level", level}}.dump());
    if (reply.status != 200) return refused(reply);
    print("The log level is " + level + " until the next reload or start.\n");
    return done;
}

}  // namespace layby::app
