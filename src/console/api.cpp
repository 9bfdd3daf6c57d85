#include "console/api.hpp"

#include <algorithm>

#include "console/json.hpp"
#include "console/path.hpp"
#include "runtime/log.hpp"

namespace layby::console {
namespace {

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    return std::ranges::equal(pattern, path,
                              [](const auto& want, const auto& have) { return want == "*" || want == have; });
}

bool is_json(std::string_view content_type) {
    return content_type.substr(0, content_type.find_first_of("; ")) == "application/json";
}

Answer ok(std::string json) { return {200, std::move(json), {}}; }

Answer no_such_path() { return refusal(404, "no_such_resource", "there is nothing at this path"); }

Answer wrong_method(const std::string& allow) {
    auto answer = refusal(405, "method_not_allowed", "this resource allows " + allow);
    answer.allow = allow;
    return answer;
}

Answer not_json() { return refusal(415, "not_json", "the body must be application/json"); }

Answer no_way_back() {
    return refusal(409, "ending", "the server is already ending; that can't be taken back");
}

Answer bad_slot(const std::string& text) {
    return refusal(404, "no_such_slot", "\"" + text + "\" is not a slot number");
}

std::string in_lot(SlotNumber slot, const std::string& lot) {
    return "slot " + slot.text() + " of lot \"" + lot + "\"";
}

/// The refusal that belongs to a result of the switchboard; `done` isn't one.
Answer refused(calls::CommandResult result, const std::string& lot, SlotNumber slot,
               const std::string& user) {
    using Result = calls::CommandResult;
    switch (result) {
        case Result::no_such_lot:
            return refusal(404, "no_such_lot", "there is no lot \"" + lot + "\"");
        case Result::no_such_slot:
            return refusal(404, "no_such_slot", "lot \"" + lot + "\" has no slot " + slot.text());
        case Result::slot_empty:
            return refusal(404, "slot_empty", "nobody waits in " + in_lot(slot, lot));
        case Result::no_such_user:
            return refusal(404, "no_such_user", "there is no user \"" + user + "\"");
        case Result::not_registered:
            return refusal(409, "not_registered", "no phone of user \"" + user + "\" is registered");
        case Result::not_allowed:
            return refusal(403, "not_allowed", "user \"" + user + "\" may not retrieve");
        case Result::being_taken:
            return refusal(409, "being_taken", "somebody is already taking the call in " + in_lot(slot, lot));
        case Result::done:
        case Result::undone:
            break;
    }
    return refusal(500, "server_error", "an error in the server; nothing was changed (see the log)");
}

constexpr std::size_t longest_target = 120;

/// Whoever changes something leaves a line in the log.
Answered logged(const Request& request, Answered answered) {
    return [what = request.method + " " + request.target.substr(0, longest_target), who = request.visitor.who,
            answered = std::move(answered)](const Answer& answer) {
        log::info("command by {}: {}: {}", who, what, answer.status);
        answered(answer);
    };
}

}  // namespace

template <class Render>
auto Api::reply(Answered answered, Render render) const {
    return [post = post_, answered = std::move(answered), render = std::move(render)](auto... values) {
        post([answered, render, ... values = std::move(values)] { answered(render(values...)); });
    };
}

Api::Api(Desk desk, Gate gate, std::function<void(std::function<void()>)> post)
    : desk_(std::move(desk)), gate_(std::move(gate)), post_(std::move(post)) {}

const std::vector<Api::Route>& Api::routes() {
    static const std::vector<Route> all{
        {"GET", {"healthz"}, &Api::health},
        {"GET", {"api", "v1", "version"}, &Api::version},
        {"GET", {"api", "v1", "status"}, &Api::status},
        {"GET", {"api", "v1", "lots"}, &Api::lots},
        {"GET", {"api", "v1", "lots", "*"}, &Api::lot},
        {"GET", {"api", "v1", "calls"}, &Api::calls},
        {"GET", {"api", "v1", "registrations"}, &Api::registrations},
        {"GET", {"api", "v1", "history"}, &Api::history},
        {"GET", {"api", "v1", "bans"}, &Api::bans},
        {"DELETE", {"api", "v1", "bans", "*"}, &Api::unban},
        {"POST", {"api", "v1", "lots", "*", "slots", "*", "retrieve"}, &Api::retrieve},
        {"POST", {"api", "v1", "lots", "*", "slots", "*", "release"}, &Api::release},
        {"PUT", {"api", "v1", "lots", "*", "slots", "*", "pin"}, &Api::set_pin},
        {"POST", {"api", "v1", "reload"}, &Api::reload},
        {"POST", {"api", "v1", "upgrade"}, &Api::upgrade},
        {"POST", {"api", "v1", "drain"}, &Api::drain},
        {"DELETE", {"api", "v1", "drain"}, &Api::stop_draining},
        {"PUT", {"api", "v1", "trace"}, &Api::trace},
        {"PUT", {"api", "v1", "log"}, &Api::log_level},
    };
    return all;
}

std::optional<Answer> Api::turn_away(const Request& request, const Path& path) const {
    if (auto stranger = refuse_stranger(request, gate_)) return stranger;
    const bool health = path == Path{"healthz"};  // tells nothing of anybody
    if (auto unknown = health ? std::nullopt : refuse_unknown(request, gate_)) return unknown;
    const bool form = !request.body.empty() && !is_json(request.content_type);
    return form ? std::optional(not_json()) : std::nullopt;
}

void Api::handle(const Request& request, Answered answered) const {
    const auto path = segments(request.target);
    if (const auto refusal = turn_away(request, path.value_or(Path{}))) return answered(*refusal);
    if (!path) return answered(refusal(400, "bad_path", "the path of the request is malformed"));
    if (request.method != "GET") answered = logged(request, std::move(answered));
    std::string allow;
    for (const auto& route : routes()) {
        if (!matches(route.pattern, *path)) continue;
        if (request.method == route.method) return (this->*route.handler)(request, *path, answered);
        allow += (allow.empty() ? "" : ", ") + std::string(route.method);
    }
    if (allow == "GET") allow = "GET, HEAD";
    answered(allow.empty() ? no_such_path() : wrong_method(allow));
}

void Api::health(const Request&, const Path&, Answered answered) const {
    desk_.status(reply(std::move(answered), [](const auto&) { return ok(R"({"status":"ok"})"); }));
}

void Api::version(const Request&, const Path&, Answered answered) const { answered(ok(version_json())); }

void Api::status(const Request&, const Path&, Answered answered) const {
    const auto up =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started_);
    desk_.status(reply(std::move(answered), [this, up](const auto& counts) {
        return ok(status_json(counts, desk_.media_way, up));
    }));
}

void Api::lots(const Request&, const Path&, Answered answered) const {
    desk_.lots(reply(std::move(answered), [](const auto& lots) { return ok(lots_json(lots)); }));
}

void Api::lot(const Request&, const Path& path, Answered answered) const {
    desk_.lots(reply(std::move(answered), [name = path[3]](const auto& lots) {
        auto json = lot_json(lots, name);
        return json ? ok(std::move(*json)) : refused(calls::CommandResult::no_such_lot, name, {}, {});
    }));
}

void Api::calls(const Request&, const Path&, Answered answered) const {
    desk_.calls(reply(std::move(answered),
                      [](const auto& calls, Instant now) { return ok(calls_json(calls, now)); }));
}

void Api::registrations(const Request&, const Path&, Answered answered) const {
    desk_.registrations(
        reply(std::move(answered), [](const auto& all) { return ok(registrations_json(all)); }));
}

void Api::history(const Request& request, const Path&, Answered answered) const {
    if (!desk_.history) {
        return answered(
            refusal(404, "no_history", "no history is kept: the server was started without --state"));
    }
    const auto limit = limit_in(request.target);
    if (!limit) return answered(refusal(400, "bad_limit", "limit must be a number from 1 to 1000"));
    desk_.history(*limit, reply(std::move(answered), [](const auto& past) {
        return past ? ok(history_json(*past))
                    : refusal(503, "history_unreadable", "the history can't be read now");
    }));
}

void Api::bans(const Request&, const Path&, Answered answered) const {
    desk_.bans(reply(std::move(answered), [](const auto& bans) { return ok(bans_json(bans)); }));
}

void Api::unban(const Request&, const Path& path, Answered answered) const {
    desk_.unban(path[3], reply(std::move(answered), [source = path[3]](bool lifted) {
                    return lifted ? ok(state_json("not banned"))
                                  : refusal(404, "not_banned", "\"" + source + "\" is not banned");
                }));
}

void Api::retrieve(const Request& request, const Path& path, Answered answered) const {
    if (!is_json(request.content_type)) return answered(not_json());
    const auto user = user_of(request.body);
    if (!user) {
        return answered(refusal(400, "bad_body", R"(the body must be an object like {"user":"203"})"));
    }
    const auto slot = slot_number(path[5]);
    if (!slot) return answered(bad_slot(path[5]));
    desk_.retrieve(path[3], *slot, *user,
                   reply(std::move(answered), [lot = path[3], slot = *slot, user = *user](auto result) {
                       if (result != calls::CommandResult::done) return refused(result, lot, slot, user);
                       return Answer{202, slot_json(slot, "ringing", user), {}};
                   }));
}

void Api::release(const Request&, const Path& path, Answered answered) const {
    const auto slot = slot_number(path[5]);
    if (!slot) return answered(bad_slot(path[5]));
    desk_.release(path[3], *slot, reply(std::move(answered), [lot = path[3], slot = *slot](auto result) {
                      if (result != calls::CommandResult::done) return refused(result, lot, slot, {});
                      return ok(slot_json(slot, "released", {}));
                  }));
}

void Api::set_pin(const Request& request, const Path& path, Answered answered) const {
    if (!is_json(request.content_type)) return answered(not_json());
    const auto pin = pin_of(request.body);
    if (!pin) {
        return answered(refusal(400, "bad_body",
                                R"(the body must be {"pin":"4711"}, of 1 to 16 digits, or {"pin":null})"));
    }
    const auto slot = slot_number(path[5]);
    if (!slot) return answered(bad_slot(path[5]));
    const char* state = pin->empty() ? "without own PIN" : "with own PIN";
    desk_.set_pin(path[3], *slot, *pin,
                  reply(std::move(answered), [lot = path[3], slot = *slot, state](auto result) {
                      if (result != calls::CommandResult::done) return refused(result, lot, slot, {});
                      return ok(slot_json(slot, state, {}));
                  }));
}

void Api::reload(const Request&, const Path&, Answered answered) const {
    desk_.reload(reply(std::move(answered), [](const Desk::Reloaded& done) {
        return done.problems.empty() ? ok(reloaded_json(done.at_next_start))
                                     : bad_configuration(done.problems);
    }));
}

void Api::upgrade(const Request&, const Path&, Answered answered) const {
    desk_.upgrade(reply(std::move(answered), [](const auto& problems) {
        return problems.empty() ? Answer{202, state_json("upgrading"), {}} : cannot_upgrade(problems);
    }));
}

void Api::drain(const Request& request, const Path&, Answered answered) const {
    if (!request.body.empty() && !is_json(request.content_type)) return answered(not_json());
    const auto within = within_of(request.body);
    if (!within) {
        return answered(
            refusal(400, "bad_body", R"(the body must be {"within_s":600}, of 0 to 2592000, or nothing)"));
    }
    desk_.drain(*within, reply(std::move(answered), [](const DrainResult& result) {
        if (result.state == DrainResult::State::ending) return no_way_back();
        return Answer{202, state_json("draining", result.legs), {}};
    }));
}

void Api::stop_draining(const Request&, const Path&, Answered answered) const {
    desk_.stop_draining(reply(std::move(answered), [](const DrainResult& result) {
        if (result.state == DrainResult::State::ending) return no_way_back();
        return ok(serving_json(result.legs, result.was_draining));
    }));
}

void Api::trace(const Request& request, const Path&, Answered answered) const {
    if (!is_json(request.content_type)) return answered(not_json());
    const auto wanted = tracing_of(request.body);
    if (!wanted) {
        return answered(refusal(
            400, "bad_body", R"(the body must be {"on":true}, {"on":true,"number":"201"} or {"on":false})"));
    }
    desk_.trace(*wanted, reply(std::move(answered), [on = wanted->on](const auto& problems) {
        if (!problems.empty()) return refusal(409, "cannot_trace", problems.front());
        return ok(state_json(on ? "tracing" : "not tracing"));
    }));
}

void Api::log_level(const Request& request, const Path&, Answered answered) const {
    if (!is_json(request.content_type)) return answered(not_json());
    const auto level = level_of(request.body);
    if (!level) {
        return answered(
            refusal(400, "bad_body", R"(the body must be {"level":"info"}, or "debug", "warn" or "error")"));
    }
    desk_.log_level(
        *level, reply(std::move(answered), [level = *level](const auto&) { return ok(state_json(level)); }));
}

}  // namespace layby::console
