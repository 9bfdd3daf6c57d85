#include "layby/commands.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

namespace layby::app {
namespace {

using Json = nlohmann::ordered_json;

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void complain(const std::string& line) { fmt::print(stderr, "layby: {}\n", line); }

/// The message of a refusal, and its problems, if it has any.
ExitCode refused(const Reply& reply) {
    const auto json = Json::parse(reply.body, nullptr, false);
    if (!json.is_object() || !json.contains("error")) {
        complain(fmt::format("the server answered with status {}; is it Layby?", reply.status));
        return failed;
    }
    complain(json["error"].value("message", "refused"));
    for (const auto& problem : json["error"].value("problems", Json::array())) {
        complain(problem.get<std::string>());
    }
    return failed;
}

ExitCode show(const Client& client, const std::string& path, bool json,
              std::string (*text)(const std::string&)) {
    const auto reply = client.get(path);
    if (reply.status != 200) return refused(reply);
    print(json ? reply.body + "\n" : text(reply.body));
    return done;
}

/// Every lot that has the slot.
std::vector<std::string> lots_with(const std::string& lots, std::uint64_t slot) {
    const auto json = Json::parse(lots);
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

}  // namespace

ExitCode show_status(const Client& client, bool json) {
    return show(client, "/api/v1/status", json, status_text);
}

ExitCode show_lots(const Client& client, bool json) { return show(client, "/api/v1/lots", json, lots_text); }

ExitCode show_calls(const Client& client, bool json) {
    return show(client, "/api/v1/calls", json, calls_text);
}

ExitCode show_registrations(const Client& client, bool json) {
    return show(client, "/api/v1/registrations", json, registrations_text);
}

ExitCode show_history(const Client& client, bool json, std::size_t limit) {
    return show(client, fmt::format("/api/v1/history?limit={}", limit), json, history_text);
}

ExitCode retrieve(const Client& client, const std::string& lot, const std::string& slot,
                  const std::string& user) {
    const auto name = lot_of(client, lot, slot);
    if (name.empty()) return failed;
    const auto reply = client.post(path_of(name, slot, "retrieve"), Json{{"user", user}}.dump());
    if (reply.status != 202) return refused(reply);
    print(fmt::format("The phone of {} rings for slot {}.\n", user, slot));
    return done;
}

ExitCode release(const Client& client, const std::string& lot, const std::string& slot) {
    const auto name = lot_of(client, lot, slot);
    if (name.empty()) return failed;
    const auto reply = client.post(path_of(name, slot, "release"), "");
    if (reply.status != 200) return refused(reply);
    print(fmt::format("Slot {} is released: the call in it has ended.\n", slot));
    return done;
}

ExitCode set_pin(const Client& client, const std::string& lot, const std::string& slot,
                 const std::string& pin) {
    const auto name = lot_of(client, lot, slot);
    if (name.empty()) return failed;
    const auto body = Json{{"pin", pin.empty() ? Json(nullptr) : Json(pin)}}.dump();
    const auto reply = client.put(path_of(name, slot, "pin"), body);
    if (reply.status != 200) return refused(reply);
    const std::string about = pin.empty() ? "The call has no PIN of its own any more: slot "
                                          : "Who dials it is asked for this PIN now: slot ";
    print(about + slot + ".\n");
    return done;
}

ExitCode reload(const Client& client) {
    const auto reply = client.post("/api/v1/reload", "");
    if (reply.status != 200) return refused(reply);
    print("The configuration was read again; calls in progress stay as they are.\n");
    return done;
}

}  // namespace layby::app
